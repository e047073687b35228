/**
 * One small Express + pg server under one monitor, a process of its own for scripts/bench/monitor.ts. CommonJS for what
 * is watched: that is what the neighbours can watch without a loader.
 */
import { createRequire } from 'node:module';
import type { MonitorHealth } from '@throughline/node';
import type { Express, RequestHandler } from 'express';
import type { Pool, PoolConfig } from 'pg';

export type Watcher =
  | 'bare'
  | 'throughline'
  | 'throughline-full'
  | 'prom-bundle'
  | 'opentelemetry'
  | 'elastic-apm';

type Watched = {
  middleware: RequestHandler[];
  createPool(config: PoolConfig): Pool;
  health?: () => MonitorHealth;
};

/** What the server tells of itself at `/self`, which no monitor sees. */
export type Self = { heapUsedBytes: number; rssBytes: number; health?: MonitorHealth };

const [kind, port, databaseUrl, sink] = process.argv.slice(2) as [Watcher, string, string, string];
const load = createRequire(import.meta.url);

const watched = await watch(kind);
const express = load('express') as () => Express;
const app = express();
app.disable('x-powered-by');
app.get('/self', (_request, response) => {
  // There under --expose-gc: then what is counted is what is retained.
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  response.json({ heapUsedBytes: heapUsed, rssBytes: rss, health: watched.health?.() } satisfies Self);
});
for (const one of watched.middleware) app.use(one);
const pool = watched.createPool({ connectionString: databaseUrl, max: 10 });
app.get('/trivial', (_request, response) => {
  response.json({ hello: 'world' });
});
app.get('/one/:id', async (request, response) => {
  response.json(await ask(request.params.id));
});
app.get('/ten/:id', async (request, response) => {
  const rows: unknown[] = [];
  for (let done = 0; done < 10; done++) rows.push(await ask(request.params.id));
  response.json(rows);
});
app.listen(Number(port), '127.0.0.1');

async function ask(id: string | undefined): Promise<unknown> {
  return (await pool.query('select id, name from things where id = $1', [Number(id)])).rows;
}

async function watch(which: Watcher): Promise<Watched> {
  const plain = (config: PoolConfig) => new (load('pg') as typeof import('pg')).Pool(config);
  if (which === 'throughline' || which === 'throughline-full') return watchWithThroughline(which);
  if (which === 'prom-bundle') {
    const bundle = load('express-prom-bundle') as (options: object) => RequestHandler;
    return { middleware: [bundle({ includeMethod: true, includePath: true })], createPool: plain };
  }
  if (which === 'opentelemetry') startOpenTelemetry();
  if (which === 'elastic-apm') {
    const agent = load('elastic-apm-node') as { start(options: object): unknown };
    agent.start({ serviceName: 'bench', serverUrl: sink, logLevel: 'off', metricsInterval: '30s' });
  }
  return { middleware: [], createPool: plain };
}

/** `throughline`: as in production, one trace in twenty. `throughline-full`: every trace. */
async function watchWithThroughline(which: Watcher): Promise<Watched> {
  const { createMonitor } = await import('@throughline/node');
  const traceRatio = which === 'throughline-full' ? 1 : undefined;
  const monitor = createMonitor({
    service: 'bench',
    endpoint: sink,
    token: 'bench',
    environment: 'production',
    traceRatio,
    // Ten times the same statement is what this bench is, not a finding.
    n1Threshold: 11,
  });
  return {
    middleware: [monitor.express()],
    createPool: (config) => monitor.createPool(config),
    health: () => monitor.health(),
  };
}

function startOpenTelemetry(): void {
  const { NodeTracerProvider, BatchSpanProcessor } = load(
    '@opentelemetry/sdk-trace-node',
  ) as typeof import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = load(
    '@opentelemetry/exporter-trace-otlp-http',
  ) as typeof import('@opentelemetry/exporter-trace-otlp-http');
  const { registerInstrumentations } = load(
    '@opentelemetry/instrumentation',
  ) as typeof import('@opentelemetry/instrumentation');
  const { HttpInstrumentation } = load(
    '@opentelemetry/instrumentation-http',
  ) as typeof import('@opentelemetry/instrumentation-http');
  const { ExpressInstrumentation } = load(
    '@opentelemetry/instrumentation-express',
  ) as typeof import('@opentelemetry/instrumentation-express');
  const { PgInstrumentation } = load(
    '@opentelemetry/instrumentation-pg',
  ) as typeof import('@opentelemetry/instrumentation-pg');

  const exporter = new OTLPTraceExporter({ url: `${sink}/v1/traces` });
  // The classes of two releases of the same packages differ in private fields alone.
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter as never)] });
  provider.register();
  registerInstrumentations({
    instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation(), new PgInstrumentation()],
  });
}
