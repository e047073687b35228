import { expect, it } from 'vitest';
import { dateView } from './dating.ts';

const received = Date.UTC(2026, 10, 24, 12);
const hour = 3_600_000;

it('believes a clock that agrees within two seconds', () => {
  const dated = dateView({ startedAtMs: received - 5_000, sentAtMs: received - 500 }, received);

  expect(dated).toEqual({ startedAtMs: received - 5_000, dated: 'sender' });
});

it('shifts a clock that is ten years off by what the sending shows', () => {
  const tenYears = 10 * 365 * 24 * hour;

  const dated = dateView(
    { startedAtMs: received - tenYears - 4_000, sentAtMs: received - tenYears },
    received,
  );

  expect(dated).toEqual({ startedAtMs: received - 4_000, dated: 'corrected' });
});

it('does not read the clock from a body that the browser held back', () => {
  const dated = dateView(
    { startedAtMs: received - 3 * hour, sentAtMs: received - 2 * hour, deferred: true },
    received,
  );

  expect(dated).toEqual({ startedAtMs: received - 3 * hour, dated: 'sender' });
});

it.each([
  ['1970', { startedAtMs: 0, sentAtMs: received }],
  ['2099', { startedAtMs: Date.UTC(2099, 0), sentAtMs: received }],
  ['a held back body from last week', { startedAtMs: received - 168 * hour, sentAtMs: 0, deferred: true }],
])('falls back to the received time for %s', (_name, view) => {
  expect(dateView(view, received)).toEqual({ startedAtMs: received, dated: 'received' });
});
