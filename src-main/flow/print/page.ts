import type { Paper } from '../../../src-shared/domain/printing.ts';
import { waybillGroups } from '../../../src-shared/domain/waybill-groups.ts';
import { LINE, layoutOf, type Fact } from './layout.ts';
import { slipWords, type Language, type Slip } from './slip.ts';

/** A page needs nothing and may nothing: no script, no image, no address. */
const CSP = "default-src 'none'; style-src 'unsafe-inline'";

/** A slip as a page of exactly this paper. What comes from data is text in it, whatever characters it has. Throws StationError `print-paper-small`. */
export function slipPage(slip: Slip, paper: Paper, language: Language): string {
  const { width, height } = paper;
  const { form, margin, size, numberSize, bars, facts, aside } = layoutOf(slip, paper, slipWords(language));
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${CSP}">
<title>${text(slip.number)}</title>
<style>
@page { size: ${width}mm ${height}mm; margin: 0; }
* { box-sizing: border-box; margin: 0; }
/* Half a mm less than the paper: a rounding upwards would be a second page. The body's own overflow would be the page's. */
main { width: ${width}mm; height: ${height - 0.5}mm; overflow: hidden; padding: ${margin}mm; }
body { background: #fff; color: #000; font: ${size}pt/${LINE[form]} "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; font-variant-numeric: tabular-nums; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 3mm; font-size: 1.5em; font-weight: 700; white-space: nowrap; }
header span { font-size: 0.7em; }
.mark { display: inline-block; max-width: 100%; padding: 0 2mm; border: 0.5mm solid #000; font-weight: 700; vertical-align: top; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.bars { display: block; position: relative; left: 50%; transform: translateX(-50%); margin: 2mm 0 1mm; fill: #000; }
.number { font-size: ${numberSize.toFixed(2)}pt; text-align: center; white-space: nowrap; }
.number b { font-size: 1.25em; }
dl { margin-top: 3mm; padding-top: 2mm; border-top: 0.3mm solid #000; }
dd { display: -webkit-box; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; }
.roomy dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.6mm 3mm; }
.small header { font-size: 1.2em; }
.small .bars { margin: 1mm 0 0.5mm; }
.small dl { margin-top: 0.5mm; padding-top: 0.5mm; }
.small dt { float: left; margin-right: 0.6em; }
.aside { display: flex; gap: 1em; }
.aside div { flex: none; max-width: 100%; }
</style>
<body><main class="${form}">
<header><b>${text(slip.courier)}</b><span>${text(slip.piece)}</span></header>
${slip.mark === '' ? '' : `<p class="mark">${text(slip.mark)}</p>`}
${bars ?? ''}
<p class="number">${grouped(slip.number)}</p>
<dl>
${facts.map(factLine).join('\n')}
${aside.map((line) => `<div class="aside">${line.map((fact) => `<div>${factLine(fact)}</div>`).join('')}</div>`).join('\n')}
</dl>
</main></body>
</html>
`;
}

/** What is longer than its lines ends in an ellipsis. */
const factLine = ({ name, value, isNumber, lines }: Fact): string => `<dt>${text(name)}</dt><dd style="-webkit-line-clamp: ${lines}">${isNumber ? grouped(value) : text(value)}</dd>`;

/** As on every screen: in fours, the last four strong. */
function grouped(number: string): string {
  const { groups, last } = waybillGroups(number);
  return [...groups.filter(Boolean).map(text), ...(last === '' ? [] : [`<b>${last}</b>`])].join(' ');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const text = (value: string): string => value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '').replace(/\p{Cc}/gu, ' ');
