import { expect, it } from 'vitest';
import { join, type Seen } from './joined.ts';
import type { Navigation } from './visit.ts';

it('joins each document to the view that tells its trace', () => {
  const result = join(
    [aNavigation('one'), aNavigation('two')],
    [aView('two', { services: ['demo-site'] }), aView('one')],
  );

  expect(result).toEqual({ documents: 2, joined: 2, traced: 1, missing: [], withoutServer: [] });
});

it('names the documents whose view is not there, or tells of another request', () => {
  const lost = [aNavigation('one'), aNavigation(undefined)];

  const { joined, missing } = join(lost, [aView('two')]);

  expect({ joined, missing }).toEqual({ joined: 0, missing: lost });
});

it('does not take a view for joined that tells no time of its server', () => {
  const view = aView('one', { requestMs: undefined });

  expect(join([aNavigation('one')], [view])).toMatchObject({ joined: 0, withoutServer: [view] });
});

it('wants a view for each time that a document came out of the cache', () => {
  const twice = [aNavigation('one'), aNavigation('one')];

  expect(join(twice, [aView('one')])).toMatchObject({ joined: 1, missing: [{ traceId: 'one' }] });
  expect(join(twice, [aView('one'), aView('one')])).toMatchObject({ joined: 2, missing: [] });
});

function aNavigation(traceId: string | undefined): Navigation {
  return { url: 'http://127.0.0.1/', status: 200, traceId };
}

function aView(traceId: string, more: Partial<Seen> = {}): Seen {
  return { id: 'a view', url: 'http://127.0.0.1/', traceId, requestMs: 1, services: [], ...more };
}
