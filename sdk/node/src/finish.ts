/** What happens when a request has ended: it is counted, looked through for N+1, perhaps kept, and let go of. */
import type { Finish } from './express.ts';
import type { Performance } from './figures/performance.ts';
import { findRepeated } from './figures/repetitions.ts';
import type { Settings } from './options.ts';
import type { OtlpExport } from './otlp/otlp-export.ts';
import type { Reporter } from './report/reporter.ts';
import type { Totals } from './report/totals.ts';
import { toTrace, whyKept } from './report/trace.ts';

export function createFinish(deps: {
  settings: Settings;
  totals: Totals;
  performance: Performance;
  reporter: Reporter | undefined;
  otlp: OtlpExport | undefined;
}): Finish {
  const { settings, totals, performance, reporter, otlp } = deps;

  return (context, ending) => {
    const { method, route, status, isAborted, responseBytes, parts } = ending;
    const { totalMs: durationMs, sqlMs, sqlCount } = parts;
    const end = { method, route, status, isAborted, durationMs, sqlMs, sqlCount, responseBytes };
    totals.addRequest(end);
    performance.addRequest(end);

    const where = `${method} ${route}`;
    const repeated = findRepeated(context.repetitions.values(), where, durationMs, settings.n1);
    for (const one of repeated) performance.n1.add(one, where, context.trace.traceId);
    const hasRepetition = repeated.some(({ allowedBecause }) => allowedBecause === undefined);

    const kept = (reporter || otlp) && whyKept(context, ending, settings, hasRepetition);
    if (kept) {
      const trace = toTrace(context, ending, kept);
      reporter?.addTrace(trace);
      otlp?.add(trace, (fingerprint) => context.repetitions.get(fingerprint)?.statement.text);
    }
    context.letGo();
  };
}
