import { expect, it } from 'vitest';
import { toCsv } from './csv.ts';

it('names a nested value by its path and leaves an unknown one empty', () => {
  const csv = toCsv([
    { route: '/', vitals: { lcp: { value: 1_834.2, enough: true } } },
    { route: '/about', vitals: {}, tags: ['a', 'b'] },
  ]);

  expect(csv.split('\r\n')).toEqual([
    'route,vitals.lcp.value,vitals.lcp.enough,tags',
    '/,1834.2,true,',
    '/about,,,"[""a"",""b""]"',
    '',
  ]);
});

it.each(['=1+1', '+1', '-cmd', '@sum(a1)', '\t=1', '\r=1'])('makes plain text of the formula %j', (route) => {
  const [, cell] = toCsv([{ route }]).split('\r\n');

  expect(cell?.replace(/^"/, '')[0]).toBe("'");
});

it('keeps a negative number a number', () => {
  expect(toCsv([{ excessMs: -5 }])).toBe('excessMs\r\n-5\r\n');
});
