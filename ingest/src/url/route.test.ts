import { expect, it } from 'vitest';
import { routeOfUrl } from './route.ts';

it.each([
  ['https://a.test/', '/'],
  ['https://a.test/articles/one', '/articles/one'],
  ['https://a.test/users/42/orders/', '/users/:id/orders'],
  ['https://a.test/o/8d0e3a52-7f0c-4a53-9a43-6a2f0c1b2d3e', '/o/:uuid'],
  ['https://a.test/archive/2026-11-24', '/archive/:date'],
  ['https://a.test/c/d34046a929ffc1aa', '/c/:hash'],
  ['https://a.test/u/jane%40example.org', '/u/:email'],
  ['https://a.test/reset/eyJhbGciOiJIUzI1NiJ9abc123', '/reset/:token'],
  ['not a url', '/'],
])('groups %s as %s', (url, route) => {
  expect(routeOfUrl(url)).toBe(route);
});
