import { expect, it, vi } from 'vitest';
import type { ViewBody } from '../view-body.ts';
import type { Backlog } from './backlog.ts';
import { createQueue, type Outgoing } from './queue.ts';

const aView = (): Outgoing => ({
  body: {
    v: 1,
    key: 'pk_demo',
    view: {
      id: 'one',
      revision: 0,
      startedAtMs: 1,
      sentAtMs: 0,
      url: 'https://example.test/',
      navigationType: 'navigate',
    },
    vitals: {},
  },
});

function aQueue({
  failing = false,
  canHold = true,
  answer = 0,
  look = undefined as ((body: ViewBody) => ViewBody | null) | undefined,
} = {}) {
  const backlog = {
    isFailing: () => failing,
    takeLost: () => 0,
    keep: vi.fn(),
    heard: vi.fn(),
    toStore: () => [] as [],
  } satisfies Backlog;
  const post = vi.fn(async (_text: string) => answer);
  const held = { isSent: vi.fn(() => false), withdraw: vi.fn() };
  const postLater = vi.fn((_text: string, _afterMs: number) => (canHold ? held : undefined));
  return { tell: createQueue(backlog, post, postLater, () => true, look), backlog, post, postLater, held };
}

it('sends nothing twice while nothing changed', async () => {
  const { tell, post } = aQueue();
  const view = aView();

  await tell(view, 'now');
  await tell(view, 'now');

  expect(post).toHaveBeenCalledTimes(1);
});

it('replaces the body that the browser holds when values change', async () => {
  const { tell, held, postLater, post } = aQueue();
  const view = aView();

  await tell(view, 'later');
  view.body.vitals.lcp = { value: 100 };
  await tell(view, 'later');
  await tell(view, 'leave');

  expect(held.withdraw).toHaveBeenCalledTimes(2);
  expect(postLater.mock.calls.map(([text, afterMs]) => [JSON.parse(text).view, afterMs])).toMatchObject([
    [{ revision: 1, deferred: true }, 60_000],
    [{ revision: 2, deferred: true }, 60_000],
    [{ revision: 3 }, 0],
  ]);
  expect(post).not.toHaveBeenCalled();
});

it('sends on leaving what the browser could not hold, though nothing changed since', async () => {
  const { tell, post } = aQueue({ canHold: false });
  const view = aView();

  await tell(view, 'later');
  await tell(view, 'leave');

  expect(post).toHaveBeenCalledTimes(1);
});

it('sends nothing again that the browser already sent', async () => {
  const { tell, held, postLater, post } = aQueue();
  const view = aView();

  await tell(view, 'later');
  held.isSent.mockReturnValue(true);
  await tell(view, 'leave');

  expect(postLater).toHaveBeenCalledTimes(1);
  expect(post).not.toHaveBeenCalled();
});

it('keeps a view whole while the ingest fails, though it was due to be held before', async () => {
  const { tell, backlog, post, postLater } = aQueue({ failing: true });
  const view = aView();

  await tell(view, 'later');
  await tell(view, 'leave');

  expect(backlog.keep).toHaveBeenCalledTimes(1);
  expect(post).not.toHaveBeenCalled();
  expect(postLater).not.toHaveBeenCalled();
});

it('hears a failure before it keeps the view, so that the wait is known', async () => {
  const { tell, backlog } = aQueue({ answer: 5_000 });

  await tell(aView(), 'now');

  expect(backlog.heard.mock.invocationCallOrder[0]).toBeLessThan(
    backlog.keep.mock.invocationCallOrder[0] ?? 0,
  );
});

it('lets the site change a copy and leave a view out', async () => {
  const look = vi.fn((body: ViewBody): ViewBody | null => {
    body.referrer = 'gone';
    return null;
  });
  const { tell, post } = aQueue({ look });
  const view = aView();

  await tell(view, 'now');

  expect(look).toHaveBeenCalledTimes(1);
  expect(view.body.referrer).toBeUndefined();
  expect(post).not.toHaveBeenCalled();
});

it('keeps what it sends while the page is left, for nobody may hear the answer', async () => {
  for (const canHold of [true, false]) {
    const { tell, backlog } = aQueue({ canHold });

    await tell(aView(), 'leave');

    expect(backlog.keep).toHaveBeenCalledTimes(1);
  }
});

it('leaves a view out when the site’s last look fails', async () => {
  const { tell, post } = aQueue({
    look: () => {
      throw new Error('site bug');
    },
  });

  await expect(tell(aView(), 'now')).resolves.toBeUndefined();

  expect(post).not.toHaveBeenCalled();
});
