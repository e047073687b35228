import { limits } from '@throughline/protocol/limits';
import { describe, expect, it } from 'vitest';
import { normaliseStatement, toFingerprint } from './fingerprint.ts';

describe('normaliseStatement', () => {
  it.each([
    ['select * from a where b = 1', 'select * from a where b = ?'],
    ["select * from a where b = 'it''s' and c = 2.5e-3", 'select * from a where b = ? and c = ?'],
    ['select t1.c2 from t1 where x1 = 10', 'select t1.c2 from t1 where x1 = ?'],
    ["select E'a\\'b', B'01', X'ff', U&'\\0041', N'x'", 'select ?, ?, ?, ?, ?'],
    ['select $tag$it is $$ inside$tag$, $$plain$$', 'select ?, ?'],
    ['select a from b -- secret\nwhere c = 1', 'select a from b where c = ?'],
    ['select /* outer /* inner */ still */ a', 'select a'],
    ['select  a,\n\t b\nfrom c ;\n', 'select a, b from c'],
    ['select "odd ""name\'s" from t', 'select "odd ""name\'s" from t'],
    ['select -5, a-5, a - 5 from t where b = -5', 'select -?, a-?, a - ? from t where b = ?'],
    ["select date '2020-01-01', true, null", 'select date ?, true, null'],
    ['select 0x1F, 1_000, .5, 3.', 'select ?, ?, ?, ?'],
    ['select $1, $2::int[]', 'select $1, $2::int[]'],
    ['', ''],
  ])('%s', (text, expected) => {
    expect(normaliseStatement(text)).toBe(expected);
  });

  it.each([
    ['select * from a where b in (1)', 'select * from a where b in (…)'],
    ['select * from a where b in (1, 2,3)', 'select * from a where b in (…)'],
    ["select * from a where b not in ('x', 'y')", 'select * from a where b not in (…)'],
    ['select * from a where b in ($1, $2, $3)', 'select * from a where b in (…)'],
    ['select * from a where (b, c) in ((1, 2), (3, 4))', 'select * from a where (b, c) in (…)'],
    ['select * from a where b in (1::bigint, null)', 'select * from a where b in (…)'],
    ['select * from a where b = any(array[1, 2])', 'select * from a where b = any(array[…])'],
    [
      'select * from a where b in (select c from d where e = 1)',
      'select * from a where b in (select c from d where e = ?)',
    ],
    ['insert into a (b, c) values ($1, $2)', 'insert into a (b, c) values ($1, $2)'],
    ['insert into a values ($1, $2), ($3, $4), ($5, $6)', 'insert into a values ($1, $2), …'],
    [
      'insert into a values (1, now()), (2, now()) returning id',
      'insert into a values (?, now()), … returning id',
    ],
    ['select coalesce($1, $2), f(1, 2)', 'select coalesce($1, $2), f(?, ?)'],
  ])('collapses the lists of %s', (text, expected) => {
    expect(normaliseStatement(text)).toBe(expected);
  });

  it.each([
    "select 'never closed",
    'select "never closed',
    'select $a$never closed',
    'select /* never closed',
    'select (1, (2, [3',
    "select E'back\\",
  ])('keeps no value of %s', (text) => {
    expect(normaliseStatement(text)).not.toMatch(/never|back|[123]/);
  });

  it('stays within the limit of the protocol', () => {
    const text = `select ${Array.from({ length: 5_000 }, (_, index) => `column_${index}`).join(', ')} from a`;

    expect(normaliseStatement(text).length).toBeLessThanOrEqual(limits.statementLength);
  });

  it('takes no more than milliseconds for a text made to be slow', () => {
    const startMs = performance.now();

    for (const piece of ['in (', "'", '$', '/*', '--', '((', 'values (1),', '-1', ' ']) {
      normaliseStatement(piece.repeat(1_000_000 / piece.length));
    }

    expect(performance.now() - startMs).toBeLessThan(3_000);
  });
});

describe('toFingerprint', () => {
  it('names statements that differ in values, spaces and case alike', () => {
    const one = toFingerprint(normaliseStatement('SELECT * FROM a WHERE b IN (1, 2)'));
    const other = toFingerprint(normaliseStatement("select *\n  from a where b in ('x')"));

    expect(one).toBe(other);
    expect(one).toMatch(/^[0-9a-f]{16}$/);
  });

  it('tells different statements apart', () => {
    const one = toFingerprint(normaliseStatement('select a from t'));
    const other = toFingerprint(normaliseStatement('select b from t'));

    expect(one).not.toBe(other);
  });
});
