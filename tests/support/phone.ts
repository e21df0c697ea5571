/**
 * Plays the phone that reads a top-up's QR code: opens the payment page and sends its form, as the page says.
 * Throws where the page cannot be paid.
 */
export async function payWithPhone(qr: string): Promise<void> {
  const page = await fetch(qr);
  const html = await page.text();
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
  if (!page.ok || action === undefined) throw new Error(`the payment page answered ${page.status} without a form`);
  const fields = [...html.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? '']);
  const paid = await fetch(new URL(action.replaceAll('&amp;', '&'), qr), { method: 'POST', body: new URLSearchParams(fields) });
  if (!paid.ok) throw new Error(`paying was answered ${paid.status}`);
}
