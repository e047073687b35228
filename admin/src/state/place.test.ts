import { expect, it } from 'vitest';
import { type Place, parsePlace, placePath, placePattern } from './place.ts';

const places: Exclude<Place, { screen: 'unknown' }>[] = [
  { screen: 'start' },
  { screen: 'overview', site: 'demo' },
  { screen: 'views', site: 'a/b c' },
  { screen: 'settings', site: 'demo' },
  { screen: 'new-site' },
  { screen: 'account' },
  { screen: 'view', site: 'demo', view: '8d0e0000-0000-4000-8000-000000000001' },
];

it.each(places)('finds its way back from the address of $screen', (place) => {
  expect(parsePlace(placePath(place))).toEqual(place);
});

it.each([
  '/nowhere',
  '/sites',
  '/sites/demo/else',
  '/sites/demo/views/a/b',
  '/sites/demo/live/a',
  '/new-site/a',
])('does not know %s', (path) => {
  expect(parsePlace(path)).toEqual({ screen: 'unknown' });
});

it('survives a broken escape', () => {
  expect(parsePlace('/sites/%E0%A4%A')).toEqual({ screen: 'overview', site: '%E0%A4%A' });
});

it('names an address without what is in it', () => {
  expect(placePattern(parsePlace('/sites/a%2Fb/views/8d0e0000-0000-4000-8000-000000000001'))).toBe(
    '/sites/:site/views/:view',
  );
  expect(placePattern(parsePlace('/sites/demo'))).toBe('/sites/:site');
  expect(placePattern(parsePlace('/account'))).toBe('/account');
  expect(placePattern(parsePlace('/secret'))).toBe('(unknown)');
});
