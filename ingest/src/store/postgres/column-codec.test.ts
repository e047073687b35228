import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ColumnMaker, readCodes, readWords } from './column-codec.ts';

function columnOf(values: number[]): ColumnMaker {
  const column = new ColumnMaker();
  for (const value of values) column.push(value);
  return column;
}

const values = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 3_000 });

it('gives back the word of every view, few words or many', () => {
  fc.assert(
    fc.property(values, (told) => {
      const packed = columnOf(told).toWords(-1);
      const { words, codes } = readWords(packed ?? Buffer.alloc(0));
      expect(Array.from(codes, (code) => words[code])).toEqual(told);
    }),
  );
});

it('gives back the code of every view', () => {
  fc.assert(
    fc.property(values, (told) => {
      const packed = columnOf(told).toCodes();
      expect(packed ? [...readCodes(packed)] : told.map(() => 0)).toEqual(told);
    }),
  );
});

it('takes no room for a column that nobody filled', () => {
  expect(columnOf([0, 0, 0]).toWords(0)).toBeUndefined();
  expect(columnOf([0, 0, 0]).toCodes()).toBeUndefined();
});
