/** The public door of the wire contract. `./vitals`, `./limits`, `./problems` and `./sketch` can also be had without zod. */
export * from './analysis.ts';
export * from './budget.ts';
export * from './health.ts';
export * from './limits.ts';
export * from './live.ts';
export * from './problem.ts';
export * from './problems.ts';
export * from './query.ts';
export * from './report.ts';
export * from './servers.ts';
export * from './settings.ts';
export * from './sketch.ts';
export { isHttpUrl, SpanId, TraceId } from './text.ts';
export * from './view.ts';
export * from './vitals.ts';
