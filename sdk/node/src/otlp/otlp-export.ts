/**
 * Hands kept traces to any OpenTelemetry collector, through OpenTelemetry's own exporter. That package is optional:
 * without it the host goes on, and the fault is counted. Bounded: what finds no room is dropped and counted.
 */
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Trace } from '@throughline/protocol';
import type { OtlpOptions, Settings } from '../options.ts';
import type { Ids } from '../trace-context.ts';
import { type OtelSpan, type Resource, toOtelSpans } from './spans.ts';

export type OtlpHealth = { spansSent: number; spansDropped: number; lastFailure: string | undefined };

export interface OtlpExport {
  add(trace: Trace, textOf: (fingerprint: string) => string | undefined): void;
  health(): OtlpHealth;
  /** Sends what is left, for at most `limitMs`. */
  stop(limitMs: number): Promise<void>;
}

const mostWaiting = 5_000;
const mostPerExport = 500;
const everyMs = 1_500;

export function createOtlpExport(options: OtlpOptions, settings: Settings, ids: Ids): OtlpExport {
  const resource: Resource = { attributes: resourceAttributes(settings) } as unknown as Resource;
  let waiting: OtelSpan[] = [];
  let exporter: Promise<OTLPTraceExporter> | undefined;
  let running: Promise<void> | undefined;
  const health: OtlpHealth = { spansSent: 0, spansDropped: 0, lastFailure: undefined };
  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();

  function flush(): Promise<void> {
    running ??= sendAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) {
      // Small pieces: encoding a large batch at once would hold up every request beside it.
      const batch = waiting.splice(0, mostPerExport);
      const failure = await send(batch);
      health.lastFailure = failure;
      if (failure === undefined) health.spansSent += batch.length;
      else health.spansDropped += batch.length;
    }
  }

  async function send(batch: OtelSpan[]): Promise<string | undefined> {
    try {
      exporter ??= openExporter(options);
      const open = await exporter;
      return await new Promise((resolve) => {
        open.export(batch, ({ code, error }) =>
          resolve(code === 0 ? undefined : (error?.message ?? 'refused')),
        );
      });
    } catch (error) {
      exporter = undefined;
      return error instanceof Error ? error.message : 'unknown';
    }
  }

  return {
    add(trace, textOf) {
      const spans = toOtelSpans(trace, resource, textOf, ids.spanId);
      if (waiting.length + spans.length > mostWaiting) health.spansDropped += spans.length;
      else waiting.push(...spans);
    },
    health: () => ({ ...health }),
    async stop(limitMs) {
      clearInterval(timer);
      let giveUp: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        giveUp = setTimeout(resolve, limitMs);
      });
      await Promise.race([flush().then(flush), limit]);
      clearTimeout(giveUp);
      health.spansDropped += waiting.length;
      waiting = [];
      // Only if it was ever opened; its own shutdown may wait for a collector that is away.
      void exporter?.then((open) => open.shutdown()).catch(() => {});
    },
  };
}

async function openExporter({ endpoint, headers }: OtlpOptions): Promise<OTLPTraceExporter> {
  const { OTLPTraceExporter: Exporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new Exporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, headers, timeoutMillis: 5_000 });
}

function resourceAttributes({ service, release, environment }: Settings): Record<string, string> {
  const attributes: Record<string, string> = {
    'service.name': service,
    'deployment.environment.name': environment,
    'process.pid': String(process.pid),
    'telemetry.sdk.name': 'throughline',
    'telemetry.sdk.language': 'nodejs',
  };
  if (release !== undefined) attributes['service.version'] = release;
  return attributes;
}
