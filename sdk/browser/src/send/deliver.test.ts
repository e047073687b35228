import { expect, it } from 'vitest';
import { judge } from './deliver.ts';

it('takes success and redirects as taken', () => {
  expect([200, 202, 204, 304].map((status) => judge(status, null))).toEqual([0, 0, 0, 0]);
});

it('gives up on what another try cannot mend', () => {
  expect([400, 401, 403, 404, 413].map((status) => judge(status, '60'))).toEqual([-1, -1, -1, -1, -1]);
});

it('tries again after overload and outage, when it was asked to', () => {
  expect(judge(429, '60')).toBe(60_000);
  expect(judge(503, null)).toBe(1);
  expect(judge(503, 'Wed, 21 Oct 2026 07:28:00 GMT')).toBe(1);
});
