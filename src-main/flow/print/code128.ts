import JsBarcode from 'jsbarcode';

/** A dot of a label printer of 203 dpi, in mm. A bar that is no whole number of dots is printed wider or narrower than its neighbour. */
const DOT = 25.4 / 203;
/** Ten modules on both sides: without them scanners miss. */
const QUIET = 10;

/** Code 128 as SVG, as wide as fits into `width` mm and `height` mm high. Null of a text that Code 128 has no characters for. `width` has room for it (dotsOf). */
export function code128(text: string, width: number, height: number): string | null {
  const modules = modulesOf(text);
  if (modules === null) return null;
  const whole = modules.length + 2 * QUIET;
  const module = dotsIn(width, whole) * DOT;
  const bars = [...modules.matchAll(/1+/g)].map(({ index, 0: bar }) => `M${QUIET + index} 0h${bar.length}v1h-${bar.length}z`).join('');
  return `<svg class="bars" width="${(whole * module).toFixed(3)}mm" height="${height}mm" viewBox="0 0 ${whole} 1" preserveAspectRatio="none" shape-rendering="crispEdges"><path d="${bars}"/></svg>`;
}

/** How many dots wide its bars are in `width` mm. Null of a text that Code 128 has no characters for. */
export function dotsOf(text: string, width: number): number | null {
  const modules = modulesOf(text);
  return modules === null ? null : dotsIn(width, modules.length + 2 * QUIET);
}

const dotsIn = (width: number, modules: number): number => Math.floor(width / modules / DOT);

function modulesOf(text: string): string | null {
  const image: { encodings?: readonly { readonly data: string }[] } = {};
  try {
    JsBarcode(image, text, { format: 'CODE128' });
  } catch {
    return null;
  }
  const data = image.encodings?.map((part) => part.data).join('') ?? '';
  return data === '' ? null : data;
}
