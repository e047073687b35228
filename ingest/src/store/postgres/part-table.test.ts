import { expect, it } from 'vitest';
import { Part } from './part.ts';
import { PartTable } from './part-table.ts';

const other = 7;

function told(times: number): Part {
  const part = new Part();
  part.count = times;
  return part;
}

function countsOf(table: PartTable): Map<string, number> {
  return new Map(
    [...table.cells(new Date(0), 1)].map(([, , , name, route, count]) => [`${name} ${route}`, Number(count)]),
  );
}

it('keeps what was told most often, whenever it came, and every count', () => {
  const table = new PartTable(() => other);
  table.merge(1, 100, 1, told(5));
  for (let name = 1_000; name < 60_000; name++) table.merge(1, name, name % 3, told(1));
  table.merge(1, 100, 2, told(6));

  const counts = countsOf(table);

  expect(counts.get('100 1')).toBe(5);
  expect(counts.get('100 2')).toBe(6);
  expect([...counts].filter(([key]) => !key.startsWith(`${other} `))).toHaveLength(20_000);
  expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(59_011);
});

it('keeps each kind apart, and few of one as they are', () => {
  const table = new PartTable(() => other);
  for (let name = 1_000; name < 30_000; name++) table.merge(1, name, 0, told(1));
  table.merge(2, 1, 0, told(1));
  table.merge(2, other, 0, told(2));

  const kinds = [...table.cells(new Date(0), 1)].filter(([, , kind]) => kind === 2);

  expect(kinds.map(([, , , name, , count]) => [name, count])).toEqual([
    [1, 1],
    [other, 2],
  ]);
});
