import { expect, it } from 'vitest';
import { createAdmission } from './admission.ts';

const calm = { loopDelayMs: () => 0 };
const crowded = { loopDelayMs: () => 1_000 };

it('answers overloaded when too much is under way, and takes again when something has left', () => {
  const admission = createAdmission({ ...calm, mostInFlight: 2 });
  admission.enter(undefined);
  admission.enter(undefined);

  expect(admission.enter(undefined)).toMatchObject({ ok: false, code: 'overloaded' });
  admission.leave();

  expect(admission.enter(undefined)).toEqual({ ok: true });
});

it('lets no queue grow while the event loop is late, and takes the few that come to an empty door', () => {
  const admission = createAdmission({ ...crowded, mostInFlight: 8 });

  const taken = Array.from({ length: 8 }, () => admission.enter(undefined).ok);

  expect(taken).toEqual([true, true, false, false, false, false, false, false]);
});

it('holds an address to its rate after a burst, and no other', () => {
  const admission = createAdmission({ ...calm, addressRate: 10 });
  const taken = Array.from({ length: 60 }, () => admission.enter('203.0.113.1').ok).filter(Boolean);

  expect(taken.length).toBeGreaterThanOrEqual(40);
  expect(taken.length).toBeLessThanOrEqual(41);
  expect(admission.enter('203.0.113.2').ok).toBe(true);
});

it('lets a site have all of an empty house, whatever its rate', () => {
  const admission = createAdmission({ ...calm, siteRate: 1 });

  const taken = Array.from({ length: 500 }, () => admission.enterSite('one').ok);

  expect(taken.every(Boolean)).toBe(true);
});

it('lets a site alone in a crowded house have all of it', () => {
  const admission = createAdmission({ ...crowded, siteRate: 1 });

  const taken = Array.from({ length: 500 }, () => admission.enterSite('one').ok);

  expect(taken.every(Boolean)).toBe(true);
});

it('holds a flooding site to its rate while it is crowded, and never the quiet one beside it', () => {
  const admission = createAdmission({ ...crowded, siteRate: 10 });
  admission.enterSite('quiet');

  const flood = Array.from({ length: 500 }, () => admission.enterSite('flooding').ok).filter(Boolean);
  const quiet = Array.from({ length: 20 }, () => admission.enterSite('quiet').ok);

  expect(flood.length).toBeLessThanOrEqual(41);
  expect(quiet.every(Boolean)).toBe(true);
});
