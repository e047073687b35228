import { expect, it } from 'vitest';
import { previewRules } from './rules-preview.ts';

it('groups what a rule matches and leaves the rest where it is', () => {
  const seen = [
    { url: 'https://example.test/shop/red?x=1', route: '/shop/red' },
    { url: 'https://example.test/shop/blue', route: '/shop/blue' },
    { url: 'https://example.test/shop/blue', route: '/shop/blue' },
    { url: 'https://example.test/about', route: '/about' },
  ];

  const preview = previewRules([{ pattern: '/shop/*', route: '/shop/:colour' }], seen);

  expect(preview).toEqual({
    views: 4,
    groups: [
      {
        route: '/shop/:colour',
        views: 3,
        routesNow: ['/shop/red', '/shop/blue'],
        urls: ['https://example.test/shop/red?x=1', 'https://example.test/shop/blue'],
      },
      { route: '/about', views: 1, routesNow: ['/about'], urls: ['https://example.test/about'] },
    ],
  });
});
