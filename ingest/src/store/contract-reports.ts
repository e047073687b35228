/** What every store must show of server reports: traces, statements, the last requests of processes. Part of the contract. */
import { describe, expect, it } from 'vitest';
import type { Store } from './store.ts';
import { aStoredReport, aTrace, noon } from './test-samples.ts';

export function describeReports(store: () => Store): void {
  describe('reports', () => {
    it('finds the traces of a view with the text of their statements', async () => {
      const fingerprint = 'a1b2c3d4e5f60718';
      const span = { kind: 'sql', startMs: 1, durationMs: 3, fingerprint } as const;
      const trace = aTrace({ spans: [span] });
      const empty = { buckets: [] };
      const query = {
        fingerprint,
        statement: 'select * from articles where slug = ?',
        count: 1,
        durationMs: empty,
      };

      await store().insertReports([aStoredReport({ traces: [trace], queries: [query] })]);
      const [found] = await store().traces('demo', [trace.traceId]);

      expect(found).toMatchObject({ service: 'cms-api', traceId: trace.traceId, durationMs: 41.2 });
      expect(found?.spans).toEqual([{ ...span, statement: query.statement }]);
    });

    it('counts a report told twice once', async () => {
      const report = aStoredReport({ traces: [aTrace()] });

      await store().insertReports([report]);
      await store().insertReports([report]);

      expect(await store().traces('demo', [report.body.traces?.[0]?.traceId ?? ''])).toHaveLength(1);
    });

    it('keeps the newest 200 processes of a host that starts again without end', async () => {
      const name = 'cms-api\nGET /crashing';
      const reports = Array.from({ length: 450 }, (_, at) =>
        aStoredReport(
          {
            instance: `host:${at}`,
            latest: [{ method: 'GET', route: '/crashing', n: 1, errors: 1, p50: 1, p95: 1, p99: 1 }],
          },
          { site: 'other', receivedAtMs: noon + at },
        ),
      );
      await store().insertReports(reports.slice(0, 300));
      await store().insertReports(reports.slice(300));

      const latest = await store().latestRequests('other', [name]);

      expect(latest.get(name)?.processes).toBe(200);
    });

    it('shows no trace of another site', async () => {
      const trace = aTrace();
      await store().insertReports([aStoredReport({ traces: [trace] }, { site: 'other' })]);

      expect(await store().traces('demo', [trace.traceId])).toEqual([]);
    });

    it('keeps the newest word of each process, and forgets processes that were replaced', async () => {
      const tell = (instance: string, receivedAtMs: number, p95: number, errors = 0) =>
        aStoredReport(
          {
            instance,
            // Its clock is hours off.
            toMs: receivedAtMs - 3_600_000 * p95,
            latest: [{ method: 'GET', route: '/latest', n: 500, errors, p50: 5, p95, p99: 90 }],
          },
          { receivedAtMs },
        );
      const name = 'cms-api\nGET /latest';

      await store().insertReports([tell('old', noon - 16 * 60_000, 80)]);
      await store().insertReports([tell('a', noon, 20, 3), tell('b', noon - 60_000, 30)]);
      // From a spool that lay about, and of the same process.
      await store().insertReports([tell('a', noon - 120_000, 70)]);

      const latest = await store().latestRequests('demo', [name, 'cms-api\nGET /unknown']);
      expect([...latest.keys()]).toEqual([name]);
      expect(latest.get(name)).toEqual({
        processes: 2,
        n: 1_000,
        errors: 3,
        p50: { low: 5, high: 5 },
        p95: { low: 20, high: 30 },
        p99: { low: 90, high: 90 },
      });
      expect(await store().latestRequests('other', [name])).toEqual(new Map());
    });
  });
}
