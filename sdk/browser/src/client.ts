/** The SDK as one thing with state: what `start` wires, and what works before and after it. */
import type { VitalName } from '@throughline/protocol/vitals';
import type { Client, ReportedMetric } from './api.ts';
import { setVital, viewOf } from './collect/vital.ts';
import { type StartOptions, toSettings } from './options.ts';
import { whenActivated } from './page/lifecycle.ts';
import { refusesMeasurement } from './page/privacy.ts';
import { safely } from './page/safely.ts';
import type { Collector } from './page/views.ts';
import { type Run, run } from './run.ts';

/** Calls that are kept until there is a view. */
const mostEarly = 20;

/** A client with these sources of numbers. It does nothing until `start`. */
export function createClient(collectors: Collector[]): Client {
  const own = new Set<string>();
  let running: Run | undefined;
  let hasStarted = false;

  // What is told before there is a view, as on a page that is still prerendered, is done when there is one.
  const early: ((run: Run) => void)[] = [];
  const onRun = (act: (run: Run) => void) => {
    if (running) act(running);
    else if (!early[mostEarly]) early.push(act);
  };

  return {
    start: safely((options: StartOptions) => {
      if (hasStarted || !options.key || !location.protocol.startsWith('http')) return;
      hasStarted = true;

      const settings = toSettings(options);
      if (options.development) {
        import('./sdk-development.ts').then(({ watch }) => watch(settings, () => running));
      }
      if (options.honorPrivacySignals !== false && refusesMeasurement()) return;
      whenActivated(
        safely(() => {
          running = run(settings, collectors, own);
          if (running) early.forEach(onRun);
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
    setRoute: safely((route: string) =>
      onRun((run) => {
        run.current().body.route = route;
        run.tellSoon();
      }),
    ),
    setConsent: safely((isGranted: boolean) => onRun((run) => run.setConsent(isGranted))),
    reportWebVitals: safely(({ name, value, navigationType }: ReportedMetric) =>
      onRun((run) => {
        const view = viewOf(run, navigationType);
        const vital = name.toLowerCase() as VitalName;
        if (view) view.reported = { ...view.reported, [vital]: value };
        setVital(run, view, vital, value);
      }),
    ),
  };
}
