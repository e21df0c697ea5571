import fc from 'fast-check';
import { strFromU8, strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readCsvText } from '../../src-main/table/csv.ts';
import { readTable } from '../../src-main/table/read-file.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { guarded, guardedInText } from '../../src-main/table/guarded.ts';
import { csvText, xlsxBytes } from '../../src-main/table/write-file.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { textCell, workbook, workbookParts } from '../support/workbook.ts';

const good = workbook([[textCell('运单号'), textCell('目标')], ...Array.from({ length: 20 }, (_, n) => [textCell(`YT${String(n).padStart(13, '0')}`), textCell('拼多多')])]);

/** A list, or a refusal with a code: nothing else comes of any file. */
function readsOrRefuses(bytes: Uint8Array): void {
  try {
    const { good: taken, bad } = readList(readTable(bytes));
    expect(new Set(taken.map(({ number }) => number)).size).toBe(taken.length);
    expect(new Set([...taken, ...bad].map(({ line }) => line)).size).toBe(taken.length + bad.length);
  } catch (error) {
    expect(error).toBeInstanceOf(StationError);
    expect((error as StationError).code).toMatch(/^list-/);
  }
}

test('any bytes are a list or are refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), readsOrRefuses), { numRuns: 400 });
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => readsOrRefuses(new TextEncoder().encode(`运单号,x\n${text}`))), { numRuns: 400 });
});

test('a workbook with bytes changed, or cut anywhere, is a list or is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }), fc.nat({ max: good.length }), (changes, cut) => {
      const bytes = good.slice();
      for (const [at, byte] of changes) bytes[at] = byte;
      readsOrRefuses(bytes);
      readsOrRefuses(good.subarray(0, cut));
    }),
    { numRuns: 300 },
  );
});

test.each(['2', '0', '-1', '1.5', 'x'])('a workbook whose third row says that it is row %s is refused', (number) => {
  const parts = workbookParts([[textCell('运单号')], [textCell('YT0000000000001')], [textCell('YT0000000000002')]]);
  const sheet = 'xl/worksheets/sheet1.xml';
  const changed = strFromU8(parts[sheet] as Uint8Array).replace('<row r="3"', `<row r="${number}"`);
  expect(() => readTable(zipSync({ ...parts, [sheet]: strToU8(changed) }))).toThrow(expect.objectContaining({ code: 'list-damaged' }));
});

const cell = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', "'+", "''="), fc.string({ maxLength: 12 })).map(([first, rest]) => `${first}${rest}`),
  fc.stringMatching(/^0?\d{10,20}$/),
);

test('what is exported comes back as it was, and no cell is a formula', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 }), async (cells) => {
      const rows = cells.map(([a, b]) => [`x${a}`, b]);
      const sheet = { titles: ['a', 'b'], rows };
      const back = readCsvText(csvText(sheet).slice(1)).slice(1).map(({ cells: row }) => (row.get(1)?.text ?? '').trim());
      // What stands behind a separator inside a cell keeps its guard.
      const inside = (text: string): string => (guarded(text) === text ? guardedInText(text) : guardedInText(text).slice(1));
      expect(back).toEqual(rows.map(([, b]) => inside(b ?? '').trim()));
      for (const [, b] of rows) expect(guarded(b as string)).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      for (const { cells: row } of readTable(await xlsxBytes(sheet))) for (const { kind } of row.values()) expect(kind).toBe('text');
    }),
    { numRuns: 60 },
  );
});

test('numbers keep their leading zeros and all their digits through both files', async () => {
  const numbers = fc.array(fc.stringMatching(/^(0\d{12}|7\d{11}|YT\d{13}|43\d{13})$/), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(numbers, async (list) => {
      const all = [...new Set(list)];
      const sheet = { titles: ['运单号'], rows: all.map((number) => [number]) };
      for (const bytes of [await xlsxBytes(sheet), new TextEncoder().encode(csvText(sheet))]) expect(readList(readTable(bytes)).good.map(({ number }) => number)).toEqual(all);
    }),
    { numRuns: 40 },
  );
});

/** What a spreadsheet with this separator makes of a line of ours: quotes count only where a cell begins. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= line.length; at += 1) {
    let text = '';
    if (line[at] === '"') {
      for (at += 1; at < line.length && !(line[at] === '"' && line[at + 1] !== '"'); at += 1) text += line[at] === '"' ? line[(at += 1)] : line[at];
      at += 1;
    }
    for (; at < line.length && line[at] !== separator; at += 1) text += line[at];
    cells.push(text);
  }
  return cells;
}

test('no cell of a .csv is a formula, whatever the separator of the computer that opens it', () => {
  const bit = fc.constantFrom('=cmd', '+1', '-1', '@x', ';', '\t', ',', '"', "'", 'x', ' ');
  const text = fc.array(bit, { maxLength: 8 }).map((bits) => bits.join(''));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), fc.constantFrom(',', ';', '\t'), (row, separator) => {
      const line = csvText({ titles: ['a'], rows: [row] }).split('\r\n')[1] as string;
      for (const opened of cellsOf(line, separator)) expect(opened).not.toMatch(/^[=+\-@]/);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['x;=1+1;y', `"x;'=1+1;y"`], ['a;b', '"a;b"'], ['=1+1', "'=1+1"], ['734123385090', '"734123385090\t"'], ['0123', '"0123\t"'], ['12E3456', '"12E3456\t"'], ['3-5-1234', '"3-5-1234\t"'],
  ['13812345678', '13812345678'], ['12.50', '12.50'], ['2026-11-28 10:00', '2026-11-28 10:00'], ['YT1234567890123', 'YT1234567890123'],
])('%j in a .csv is %j', (value, written) => {
  expect(csvText({ titles: ['a'], rows: [[value]] })).toBe(`\ufeffa\r\n${written}\r\n`);
});
