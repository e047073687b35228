/** The SDK as one thing with state: what `start` wires, and what a site may call before and after it. */
import type { VitalName } from '@throughline/protocol/vitals';
import { setVital } from './collect/vital.ts';
import { type StartOptions, toSettings } from './options.ts';
import { whenActivated } from './page/lifecycle.ts';
import { refusesMeasurement } from './page/privacy.ts';
import { safely } from './page/safely.ts';
import type { Collector } from './page/views.ts';
import { type Run, run } from './run.ts';

/** A metric of web-vitals or of Next.js. */
export type ReportedMetric = { name: string; value: number };

export type Client = {
  /**
   * Begins to measure; once per document, later calls do nothing.
   * Never throws: without a key, or where the visitor refuses to be measured, it stays off.
   * @example start({ key: 'pk_demo' })
   */
  start(options: StartOptions): void;
  /**
   * Notes a moment through `performance.mark`.
   * @param name At most 128 characters are kept.
   * @param detail Text, number, boolean, or anything JSON can write; at most 1,024 characters. Default none.
   * @example mark('search-ready')
   */
  mark(name: string, detail?: unknown): void;
  /**
   * Notes a duration through `performance.measure`.
   * @param start Name of a mark or a moment in milliseconds. Default: the start of the view.
   * @param end Name of a mark or a moment in milliseconds. Default: now. An unknown mark makes the call do nothing.
   * @example measure('search', 'search-typed', 'search-shown')
   */
  measure(name: string, start?: string | number, end?: string | number): void;
  /** Sends what is known now instead of when the page is left. Resolves when the attempt has ended, however it ended. */
  flush(): Promise<unknown>;
  /** Sends what is known and ends all measuring for this document. */
  stop(): Promise<unknown>;
  /** The site's own name for the current view's route, at most 256 characters. */
  setRoute(route: string): void;
  /** The visitor's answer: true sends what was kept since the first page, false forgets it and stays silent. */
  setConsent(isGranted: boolean): void;
  /** Takes a metric that the site measures itself, as web-vitals or Next.js report it; it replaces our own value. */
  reportWebVitals(metric: ReportedMetric): void;
};

/** A client with these sources of numbers. It does nothing until `start`. */
export function createClient(collectors: Collector[], base?: string): Client {
  const own = new Set<string>();
  let running: Run | undefined;
  let hasStarted = false;

  return {
    start: safely((options: StartOptions) => {
      if (hasStarted || !options.key || !location.protocol.startsWith('http')) return;
      hasStarted = true;

      const settings = toSettings(options, base ?? location.origin);
      if (options.development) {
        import('./sdk-development.ts').then(({ watch }) => watch(settings, () => running));
      }
      if (options.honorPrivacySignals !== false && refusesMeasurement()) return;
      whenActivated(
        safely(() => {
          running = run(settings, collectors, own);
        }),
      );
    }),
    mark: safely((name: string, detail?: unknown) => {
      own.add(name);
      performance.mark(name, { detail });
    }),
    measure: safely((name: string, start?: string | number, end?: string | number) => {
      own.add(name);
      performance.measure(name, { start: start ?? running?.current().zeroMs ?? 0, end });
    }),
    flush: async () => running?.tellAll('now'),
    stop: async () => running?.stop(),
    setRoute: safely((route: string) => {
      if (!running) return;
      running.current().body.route = route;
      running.changed();
    }),
    setConsent: safely((isGranted: boolean) => running?.setConsent(isGranted)),
    reportWebVitals: safely(({ name, value }: ReportedMetric) => {
      if (running) setVital(running, running.current(), name.toLowerCase() as VitalName, value);
    }),
  };
}
