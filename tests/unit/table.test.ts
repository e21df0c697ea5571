import { serialize } from 'node:v8';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readTable } from '../../src-main/table/read-file.ts';
import { readList } from '../../src-main/table/read-list.ts';
import { readCsvText } from '../../src-main/table/csv.ts';
import { unpack } from '../../src-main/table/unpack.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { dateCell, EMPTY_CELL, formulaCell, numberCell, textCell, workbook, workbookParts } from '../support/workbook.ts';

const listOf = (bytes: Uint8Array) => readList(readTable(bytes));
const csv = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof StationError ? error.code : `not a StationError: ${String(error)}`;
  }
  return 'nothing thrown';
};

test('an .xlsx list: any order of columns, synonyms, titles above, blank rows between, the second sheet where the first is hidden', () => {
  const list = listOf(
    workbook([
      [textCell('十一月发货明细')],
      [textCell('订单号'), textCell('物流公司'), textCell('快递单号（必填）'), textCell('转换目标')],
      [textCell('PDD-1'), textCell('圆通速递'), textCell(' yt1234567890123 '), textCell('拼多多')],
      [],
      [EMPTY_CELL, textCell('中通'), numberCell('734123385090'), textCell('顺丰')],
      [textCell('JD-9'), EMPTY_CELL, textCell('JDVA12345678901-1-3-'), textCell('线下号段')],
    ]),
  );
  expect(list.headings).toEqual([
    { title: '订单号', column: null }, { title: '物流公司', column: 'courier' }, { title: '快递单号(必填)', column: 'number' }, { title: '转换目标', column: 'target' },
  ]);
  expect(list.bad).toEqual([]);
  expect(list.good).toEqual([
    { line: 3, number: 'YT1234567890123', courier: 'yto', target: { kind: 'segment', segment: 'pdd' } },
    { line: 5, number: '734123385090', courier: 'zto', target: { kind: 'courier', courier: 'sf' } },
    { line: 6, number: 'JDVA12345678901', courier: null, target: { kind: 'segment', segment: 'offline' } },
  ]);
});

test('a target or a courier that nobody can know is no empty one: the row is told, and not converted elsewhere', () => {
  const list = listOf(
    workbook(
      [
        [textCell('运单号'), textCell('快递公司'), textCell('目标')],
        [textCell('YT1111111111111'), textCell('圆通'), textCell('中通')],
        [textCell('YT2222222222222'), textCell('圆通'), EMPTY_CELL],
        [textCell('YT3333333333333'), EMPTY_CELL, textCell('顺丰')],
        [textCell('YT4444444444444'), textCell('圆通'), formulaCell('VLOOKUP(A5,X:Y,2)', '')],
        [textCell('YT5555555555555'), textCell('圆通'), formulaCell('VLOOKUP(A6,X:Y,2)', '中通')],
      ],
      { merges: ['C2:C3', 'B3:B4'] },
    ),
  );
  expect(list.good.map(({ line, target }) => [line, target])).toEqual([[2, { kind: 'courier', courier: 'zto' }], [6, { kind: 'courier', courier: 'zto' }]]);
  expect(list.bad.map(({ line, value, reason }) => [line, value, reason])).toEqual([[3, 'YT2222222222222', 'merged'], [4, 'YT3333333333333', 'merged'], [5, 'YT4444444444444', 'formula']]);
});

test.each([['\r\n', '\n'], ['\n', '\r\n'], ['\r', '\r\n'], ['\r\n', '\r']])('a text table whose first line ends as %j and the others as %j has all its rows', (first, then) => {
  const rows = Array.from({ length: 100 }, (_, n) => `YT${8_800_000_000_000 + n},"圆通",x`);
  const list = readList(readCsvText(`运单号,快递公司,"备${then}注"${first}${rows.join(then)}${then}`));
  expect([list.good.length, list.bad]).toEqual([100, []]);
});

/** Rows of a text table in which a quotation mark is left open, with what is to be told and what is taken all the same. */
test.each([
  ['beside its number', '运单号,备注', ['YT8800000000001,"杯子', 'YT8800000000002,x', 'YT8800000000003,"y"', 'YT8800000000004,z'], [2], ['YT8800000000004']],
  ['and shut by an inch', '运单号,备注', ['YT8800000000001,"5寸', 'YT8800000000002,x', 'YT8800000000003,5"', 'YT8800000000004,z'], [2], ['YT8800000000004']],
  ['before its number', '备注\t运单号', ['"杯子\tYT8800000000001', '5"\tYT8800000000002', 'z\tYT8800000000003'], [2], ['YT8800000000003']],
  ['where all cells have one', '"运单号","备注"', ['"YT8800000000001","杯子', '"YT8800000000002","x"', '"YT8800000000003","y"'], [2], ['YT8800000000003']],
  ['among the headings', '运单号,"备注', ['YT8800000000001,x"', 'YT8800000000002,y'], [1], ['YT8800000000002']],
  ['behind its number, in the middle', '"收件人","运单号","备注"', ['"张","YT8800000000001","杯子', '"李","YT8800000000002","x"', '"王","YT8800000000003","y"'], [2], ['YT8800000000003']],
  ['and only first cells have one', '收件人,运单号,备注', ['"张",YT8800000000001,"杯子', '"李",YT8800000000002,x', '"王",YT8800000000003,y'], [2], ['YT8800000000003']],
  ['and shut by an inch in a first cell', '规格,运单号,备注', ['a,YT8800000000001,"杯子', '5",YT8800000000002,x', 'b,YT8800000000003,y'], [2], ['YT8800000000003']],
  ['beside a number that is kept as ="1"', '运单号,备注', ['="YT8800000000001","a', '="YT8800000000002",b', '="YT8800000000003","c"', '="YT8800000000004",d'], [2], ['YT8800000000003', 'YT8800000000004']],
  ['and the very next ="1" shuts it', '运单号,备注,店铺', ['="YT8800000000001","a', '="YT8800000000002","c"', '="YT8800000000003",d'], [2], ['YT8800000000003']],
  ['around a number that stands alone', '运单号', ['YT8800000000001', '"YT8800000000002', 'YT8800000000003', 'YT8800000000004"', 'YT8800000000005'], [3], ['YT8800000000001', 'YT8800000000005']],
])('a quotation mark that is left open %s swallows no row in silence', (_where, heading, rows, told, taken) => {
  const list = readList(readCsvText([heading, ...rows].join('\r\n')));
  expect(list.bad.map(({ line, reason }) => [line, reason])).toEqual(told.map((line) => [line, 'quote']));
  expect(list.good.map(({ number }) => number)).toEqual(taken);
});

test('one that is left open to the end is told with the row it is in, and a text of several lines is none', () => {
  const open = (rows: number): string => `运单号,备注\n${Array.from({ length: rows }, (_, n) => `YT${8_800_000_000_000 + n},x`).join('\n')}\nYT1234567890123,"杯子\nSF1234567890123,y\n`;
  expect(() => readCsvText(open(2))).toThrow(expect.objectContaining({ code: 'list-quote', about: '4' }));
  expect(() => readCsvText(open(2) + 'SF1234567890123,y\n'.repeat(70_000))).toThrow(expect.objectContaining({ code: 'list-quote', about: '4' }));
  const list = readList(readCsvText('运单号,备注\nYT8800000000001,"上海,\n浦东, 5"" 屏\nYT8800000000009"\nYT8800000000002,5" 屏\n'));
  expect([list.good.length, list.bad]).toEqual([2, []]);
});

/** Cells of several lines that somebody has written so. */
test.each([
  ['before the number', '地址,运单号\n"上海\n浦东",YT8800000000001\n"杭州\n西湖",YT8800000000002\n'],
  ['before the number, with another number behind it', '店铺,地址,运单号,新单号\n甲,"上海\n浦东",YT8800000000001,SF1234567890123\n乙,"杭州\n西湖",YT8800000000002,SF1234567890124\n'],
  ['behind the number, with cells behind it', '运单号,备注,店铺\nYT8800000000001,"原单\nYT8800000000009",甲\nYT8800000000002,"5"" 屏\n易碎",乙\n'],
  ['around the number', '运单号,备注\n"YT8800000000001\n",x\n"\nYT8800000000002\n\n",y\n'],
])('a cell of several lines %s costs no row', (_where, text) => {
  const { good, bad } = readList(readCsvText(text));
  expect([good.map(({ number }) => number), bad]).toEqual([['YT8800000000001', 'YT8800000000002'], []]);
});

test('a row that is longer than any may be is told with a mark only where one can have made it so', () => {
  const codeFor = (text: string): unknown => codeOf(() => readCsvText(`运单号,备注\nYT8800000000001,"x"\n${text}`));
  expect(codeFor(Array.from({ length: 80_000 }, (_, n) => `YT${8_800_000_000_000 + n}`).join(','))).toBe('list-damaged');
  expect(codeFor(Array.from({ length: 80_000 }, (_, n) => `"YT${8_800_000_000_000 + n}"`).join(','))).toBe('list-damaged');
  expect(codeFor(`${'x'.repeat(1_100_000)}\nYT8800000000002,"y"\n`)).toBe('list-damaged');
  expect(codeFor(`YT8800000000002,"y\n${'YT8800000000003,z\n'.repeat(70_000)}`)).toBe('list-quote');
});

test('of a cell of many lines no more is kept than its text', () => {
  const remark = Array.from({ length: 72 }, (_, n) => `a,${n % 10}`).join('\n');
  const rows = readCsvText(`运单号,备注\nYT8800000000001,"${remark}"\nYT8800000000002,x\n`);
  for (const { within } of rows) expect(serialize(within).length).toBeLessThan(remark.length + 40);
  expect(readList(rows)).toMatchObject({ good: { length: 2 }, bad: [] });
});

test('every row that can not be taken is listed with its line, its value and its reason', () => {
  const list = listOf(
    workbook(
      [
        [textCell('运单号'), textCell('快递公司'), textCell('目标')],
        [numberCell('7.74124E+14')],
        [textCell('7.74124E+14')],
        [numberCell('7741233850902133')],
        [formulaCell('A2&"1"', 'YT1234567890123')],
        [dateCell('45620')],
        [textCell('运单号')],
        [textCell('13812345678')],
        [textCell('https://example.com/1')],
        [textCell('YT1234567890123456')],
        [textCell('EA123456789CN')],
        [textCell('张三的包裹')],
        [textCell('12345')],
        [EMPTY_CELL, textCell('圆通')],
        [textCell('YT1111111111111'), textCell('某某快递')],
        [textCell('YT1111111111111'), textCell('圆通'), textCell('火星')],
        [textCell('YT2222222222222')],
        [textCell('yt2222222222222')],
        [textCell('YT3333333333333'), textCell('圆通')],
        [EMPTY_CELL, textCell('圆通')],
        ['<c t="e"><v>#REF!</v></c>'],
      ],
      { merges: ['A19:A20'] },
    ),
  );
  expect(list.bad.map(({ line, reason, first }) => [line, reason, first])).toEqual([
    [2, 'scientific', null], [3, 'scientific', null], [4, 'rounded', null], [5, 'formula', null], [6, 'date', null], [7, 'header', null], [8, 'phone', null], [9, 'link', null],
    [10, 'look-alike', null], [11, 'check-digit', null], [12, 'characters', null], [13, 'no-format', null], [14, 'missing', null], [15, 'courier', null], [16, 'target', null],
    [18, 'repeated', 17], [20, 'merged', null], [21, 'error-cell', null],
  ]);
  expect(list.good.map(({ line }) => line)).toEqual([17, 19]);
  expect(list.bad.find(({ reason }) => reason === 'courier')?.value).toBe('某某快递');
  expect(JSON.stringify(list.bad)).not.toContain('13812345678');
});

test('a number that a program in Java wrote in powers of ten is taken where all its digits are there', () => {
  const rows = ['7.7412338509E11', '7.741233850902E11', '7.74123385E11', '7.7412338509E+10', '7.74E2', '1.0E12', '7.741233850902133E15', '7.7412338509021331E16'];
  const list = listOf(workbook([[textCell('运单号')], ...rows.map((raw) => [numberCell(raw)]), [textCell('7.7412338509E11')]]));
  expect(list.good.map(({ line, number }) => [line, number])).toEqual([[2, '774123385090']]);
  expect(list.bad.map(({ line, reason }) => [line, reason])).toEqual([
    [3, 'scientific'], [4, 'scientific'], [5, 'no-format'], [6, 'no-format'], [7, 'scientific'], [8, 'rounded'], [9, 'rounded'], [10, 'scientific'],
  ]);
});

test('rows that a filter hides are no part of the list, and are said to be hidden', () => {
  const hidden = (cell: string, mark = '1') => ({ cells: [textCell(cell)], attributes: `hidden="${mark}"` });
  const list = listOf(workbook([
    [textCell('运单号')], [textCell('SF1234567890123')], hidden('YT1234567890123'), hidden('YT1111111111111', 'true'), hidden('YT2222222222222', '0'), [textCell('YT1234567890123')], hidden('SF1234567890123'),
  ]));
  expect(list.good.map(({ line, number }) => [line, number])).toEqual([[2, 'SF1234567890123'], [5, 'YT2222222222222'], [6, 'YT1234567890123']]);
  expect(list.bad).toEqual([3, 4, 7].map((line) => ({ line, value: expect.any(String) as string, reason: 'hidden', first: null })));
  expect(listOf(workbook([{ cells: [textCell('运单号')], attributes: 'hidden="1"' }, [textCell('SF1234567890123')]])).good).toHaveLength(1);
});

test('a .csv list in UTF-8 with and without its mark, in GBK and in UTF-16, with any delimiter', () => {
  const text = '店铺,运单号,快递公司\r\n"小林, 家居",="0123456789012",韵达\r\n山下果园,SF1234567890123\t,顺丰\r\n';
  const expected = [
    { line: 2, number: '0123456789012', courier: 'yunda', target: null },
    { line: 3, number: 'SF1234567890123', courier: 'sf', target: null },
  ];
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  // 运单号\n in GBK, then a number.
  const gbk = Buffer.concat([Buffer.from('d4cbb5a5bac5', 'hex'), Buffer.from(',x\r\nSF1234567890123,y\r\n')]);
  expect(listOf(csv(text)).good).toEqual(expected);
  expect(listOf(csv(`\ufeff${text}`)).good).toEqual(expected);
  expect(listOf(utf16).good).toEqual(expected);
  expect(listOf(gbk).good).toEqual([{ line: 2, number: 'SF1234567890123', courier: null, target: null }]);
  for (const delimiter of [';', '\t', '|']) {
    expect(listOf(csv(`a${delimiter}运单号\nx${delimiter}SF1234567890123`)).good.map(({ number }) => number), delimiter).toEqual(['SF1234567890123']);
  }
});

test('a pasted list of numbers needs no headings', () => {
  const list = readList(readCsvText('SF1234567890123\nYT1234567890123 \n\nfoo\n'));
  expect(list.headings).toEqual([]);
  expect(list.good.map(({ line, number }) => [line, number])).toEqual([[1, 'SF1234567890123'], [2, 'YT1234567890123']]);
  expect(list.bad).toEqual([{ line: 4, value: 'foo', reason: 'no-format', first: null }]);
});

test('what is no list is refused with its own words', () => {
  const good = workbook([[textCell('运单号')], [textCell('SF1234567890123')]]);
  const asXlsxNamedCsv = good;
  expect(listOf(asXlsxNamedCsv).good).toHaveLength(1);
  expect(codeOf(() => listOf(new Uint8Array()))).toBe('list-empty');
  expect(codeOf(() => listOf(csv('\n\n')))).toBe('list-empty');
  expect(codeOf(() => listOf(csv('运单号\n')))).toBe('list-empty');
  expect(codeOf(() => listOf(csv('姓名,地址\n张三,上海\n')))).toBe('list-no-column');
  expect(codeOf(() => listOf(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2])))).toBe('list-old-excel');
  expect(codeOf(() => listOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70])))).toBe('list-encoding');
  expect(codeOf(() => listOf(csv('PK and more text')))).toBe('list-damaged');
  expect(codeOf(() => listOf(zipSync({ 'hello.txt': csv('x') })))).toBe('list-no-sheet');
  expect(codeOf(() => listOf(zipSync(workbookParts([], { sheetPath: 'xl/worksheets/other.xml' }))))).toBe('list-no-sheet');
  for (const length of [40, good.length / 2, good.length - 30]) expect(codeOf(() => listOf(good.subarray(0, length))), String(length)).toBe('list-damaged');
});

test('a bomb is stopped while it is unpacked, and entities are not expanded', () => {
  const parts = workbookParts([[textCell('运单号')]]);
  const bomb = zipSync({ ...parts, 'xl/sharedStrings.xml': new Uint8Array(8 * 1024 * 1024) });
  let taken = 0;
  const take = (piece: Uint8Array): void => void (taken += piece.length);
  expect(codeOf(() => unpack(bomb, () => take, 1024 * 1024))).toBe('list-too-big');
  expect(taken).toBeLessThanOrEqual(1024 * 1024);
  const laughs = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>';
  expect(codeOf(() => listOf(zipSync({ ...parts, 'xl/worksheets/sheet1.xml': csv(laughs) })))).toBe('list-damaged');
});

test('more rows than a list may have are refused, and a huge cell is only a bad row', () => {
  expect(codeOf(() => readList(readCsvText(`运单号\n${Array.from({ length: 50_001 }, (_, n) => `YT${String(n).padStart(13, '0')}`).join('\n')}`)))).toBe('list-too-long');
  const list = listOf(workbook([[textCell('运单号')], [textCell('9'.repeat(30_000))], [textCell('SF1234567890123')]]));
  expect(list.good).toHaveLength(1);
  expect(list.bad).toEqual([{ line: 2, value: '9'.repeat(60), reason: 'too-long', first: null }]);
});
