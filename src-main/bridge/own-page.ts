/** Whether a frame's address is of our page. Compared by scheme and host: `URL.origin` is "null" for every scheme that Node does not know, ours too. */
export function isOwnPage(address: string, page: string): boolean {
  if (!URL.canParse(address)) return false;
  const [its, own] = [new URL(address), new URL(page)];
  return its.protocol === own.protocol && its.host === own.host;
}
