import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

it('takes names of headers as people write them; requests carry them in lower case', () => {
  expect(readConfig({ COUNTRY_HEADERS: 'CF-IPCountry, X-Geo' }).COUNTRY_HEADERS).toEqual([
    'cf-ipcountry',
    'x-geo',
  ]);
});

it('names each variable that does not fit', () => {
  expect(() => readConfig({ PORT: 'http', KEEP_VIEWS_DAYS: '0' })).toThrow(/PORT: .*\n.*KEEP_VIEWS_DAYS: /);
});
