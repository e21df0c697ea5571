import type { Paper } from '../../../src-shared/domain/printing.ts';
import { waybillGroups } from '../../../src-shared/domain/waybill-groups.ts';
import { code128 } from './code128.ts';
import { slipWords, type Language, type Slip } from './slip.ts';

const MARGIN = 4;

/** A page needs nothing and may nothing: no script, no image, no address. */
const CSP = "default-src 'none'; style-src 'unsafe-inline'";

/** A slip as a page of exactly this paper. What comes from data is text in it, whatever characters it has. */
export function slipPage(slip: Slip, { width, height }: Paper, language: Language): string {
  const words = slipWords(language);
  const bars = code128(slip.number, width - 2 * MARGIN, Math.min(22, height / 6));
  // On small paper the type is smaller; 76 mm have 11 pt.
  const size = Math.min(14, Math.max(7, Math.min(width / 7, height / 11)));
  const facts: readonly (readonly [string, string])[] = [
    [words.original, grouped(slip.original)],
    [words.order, text(slip.order)],
    [words.recipient, [slip.name, slip.phone, slip.address].filter(Boolean).map(text).join(' ')],
    [words.operator, text(slip.operator)],
    [words.station, text(slip.station)],
    [words.time, text(slip.time)],
  ];
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${CSP}">
<title>${text(slip.number)}</title>
<style>
@page { size: ${width}mm ${height}mm; margin: 0; }
* { box-sizing: border-box; margin: 0; }
/* Half a mm less than the paper: a rounding upwards would be a second page. The body's own overflow would be the page's. */
main { width: ${width}mm; height: ${height - 0.5}mm; overflow: hidden; padding: ${MARGIN}mm; }
body { background: #fff; color: #000; font: ${size}pt/1.35 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; font-variant-numeric: tabular-nums; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 3mm; font-size: 1.5em; font-weight: 700; }
header span { font-size: 0.7em; }
.mark { display: inline-block; padding: 0 2mm; border: 0.5mm solid #000; font-weight: 700; }
.bars { display: block; margin: 2mm auto 1mm; fill: #000; }
.number { font-size: 1.35em; text-align: center; white-space: nowrap; }
.number b { font-size: 1.25em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.6mm 3mm; margin-top: 3mm; padding-top: 2mm; border-top: 0.3mm solid #000; }
dd { overflow-wrap: anywhere; }
</style>
<body><main>
<header><b>${text(slip.courier)}</b><span>${text(slip.piece)}</span></header>
${slip.mark === '' ? '' : `<p class="mark">${text(slip.mark)}</p>`}
${bars ?? ''}
<p class="number">${grouped(slip.number)}</p>
<dl>
${facts.filter(([, value]) => value !== '').map(([name, value]) => `<dt>${text(name)}</dt><dd>${value}</dd>`).join('\n')}
</dl>
</main></body>
</html>
`;
}

/** As on every screen: in fours, the last four strong. */
function grouped(number: string): string {
  const { groups, last } = waybillGroups(number);
  return [...groups.filter(Boolean).map(text), ...(last === '' ? [] : [`<b>${last}</b>`])].join(' ');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const text = (value: string): string => value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '').replace(/\p{Cc}/gu, ' ');
