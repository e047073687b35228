import { expect, it } from 'vitest';
import { aViewBody } from '../store/test-samples.ts';
import { enrich } from './enrich.ts';

const parts = { clientOf: () => ({ isBot: false }), routes: { routeOf: () => '/' } };

it('leaves no secret in any URL of a view, wherever its sender put it', () => {
  const url = 'https://shop.test/ann@example.org/app.js?token=abc123#ann@example.org';
  const body = aViewBody(
    {
      vitals: {
        lcp: { value: 900, url },
        inp: { value: 90, script: { url, invoker: url, durationMs: 50 } },
      },
      referrer: url,
      requests: [{ url, startMs: 1, durationMs: 2 }],
      resources: { byType: {}, slowest: [{ url, type: 'script', startMs: 1, durationMs: 2 }] },
      elements: [{ name: 'hero', renderMs: 1, url }],
      longFrames: {
        count: 1,
        blockingMs: 60,
        scripts: [{ url, invoker: `IMG[src=${url}].onload`, durationMs: 60 }],
      },
    },
    { url },
  );
  const facts = { kind: 'view', site: 'shop', receivedAtMs: body.view.sentAtMs } as const;

  const enriched = enrich({ facts, body: Buffer.from(JSON.stringify(body)) }, parts);

  const kept = JSON.stringify(enriched);
  expect(kept.match(/https:\/\/shop\.test/g)).toHaveLength(10);
  expect(kept).toContain('IMG[src=https://shop.test/[scrubbed]/app.js].onload');
  expect(kept).not.toMatch(/ann@|abc123|#/);
});
