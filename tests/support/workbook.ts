import { strToU8, zipSync, type Zippable } from 'fflate';

/** A cell as the file has it: `<c …>inner</c>`. */
export const textCell = (text: string): string => `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
export const numberCell = (raw: string, style = 0): string => `<c s="${style}"><v>${raw}</v></c>`;
export const formulaCell = (formula: string, value: string): string => `<c t="str"><f>${escaped(formula)}</f><v>${escaped(value)}</v></c>`;
export const dateCell = (raw: string): string => numberCell(raw, 1);
export const EMPTY_CELL = '<c/>';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

type Row = readonly string[] | { readonly cells: readonly string[]; readonly attributes: string };

/** The parts of a minimal .xlsx file of one sheet; style 1 is a date. */
export function workbookParts(rows: readonly Row[], over: { readonly merges?: readonly string[]; readonly sheetPath?: string } = {}): Record<string, Uint8Array> {
  const data = rows.map((row, at) => ('cells' in row ? `<row r="${at + 1}" ${row.attributes}>${row.cells.join('')}</row>` : `<row r="${at + 1}">${row.join('')}</row>`)).join('');
  const merges = over.merges ? `<mergeCells>${over.merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>` : '';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="隐藏" sheetId="2" state="hidden" r:id="rId2"/><sheet name="发货" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>',
    'xl/styles.xml': `<?xml version="1.0"?><styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    [over.sheetPath ?? 'xl/worksheets/sheet1.xml']: `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${main}"><sheetData>${data}</sheetData>${merges}</worksheet>`,
  };
  return Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]));
}

export function workbook(rows: readonly Row[], over: Parameters<typeof workbookParts>[1] = {}): Uint8Array {
  return zipSync(workbookParts(rows, over) as Zippable);
}
