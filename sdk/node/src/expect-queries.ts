/** For tests: fails when a request, or a piece of work, asks the database more often than it may. */
import type { Statement } from './pg/statements.ts';
import type { RequestContext, RequestStore } from './request-context.ts';

/** What is watched while a test waits. Statements outside of requests count as one request of their own. */
type Watched = { where: (() => string) | undefined; asked: Map<string, { text: string; count: number }> };

export interface Expectations {
  /** Called for each statement that begins. */
  note(context: RequestContext | undefined, statement: Statement): void;
  expectQueries(max: number): void;
  expectQueries<Result>(max: number, work: () => Result | Promise<Result>): Promise<Result>;
}

export function createExpectations(store: RequestStore): Expectations {
  const running = new Set<Map<RequestContext | undefined, Watched>>();

  function note(context: RequestContext | undefined, { fingerprint, text }: Statement): void {
    for (const watch of running) {
      const watched = watch.get(context) ?? { where: context?.where, asked: new Map() };
      watch.set(context, watched);
      const asked = watched.asked.get(fingerprint) ?? { text, count: 0 };
      watched.asked.set(fingerprint, { text, count: asked.count + 1 });
    }
  }

  async function during<Result>(max: number, work: () => Result | Promise<Result>): Promise<Result> {
    const watch = new Map<RequestContext | undefined, Watched>();
    running.add(watch);
    try {
      const result = await work();
      for (const { where, asked } of watch.values()) check(max, where?.(), asked.values());
      return result;
    } finally {
      running.delete(watch);
    }
  }

  function soFar(max: number): void {
    const context = store.getStore();
    if (!context) throw new Error('expectQueries(max) looks at the running request, and there is none.');
    const asked = [...context.repetitions.values()].map(({ statement, count }) => ({
      text: statement.text,
      count,
    }));
    check(max, context.where?.(), asked);
  }

  return {
    note,
    expectQueries: ((max: number, work?: () => unknown) =>
      work ? during(max, work) : soFar(max)) as Expectations['expectQueries'],
  };
}

function check(
  max: number,
  where: string | undefined,
  asked: Iterable<{ text: string; count: number }>,
): void {
  const all = [...asked].sort((a, b) => b.count - a.count);
  const sum = all.reduce((total, { count }) => total + count, 0);
  if (sum <= max) return;
  const lines = all.map(({ text, count }) => `  ${count} × ${text}`).join('\n');
  throw new Error(`${where ?? 'The work'} ran ${sum} statements, ${max} are expected:\n${lines}`);
}
