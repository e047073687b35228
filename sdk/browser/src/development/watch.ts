/** Development mode: says in the console what is measured as it comes, and why nothing is sent. Never loaded in production. */
import { rate, type VitalName, vitals } from '@throughline/protocol/vitals';
import type { Settings } from '../options.ts';
import { refusesMeasurement } from '../page/privacy.ts';
import { readStored } from '../page/storage.ts';
import type { Page, View } from '../page/views.ts';
import { isSampled } from '../page/visit.ts';
import { analyseResources } from './analyse.ts';

const colours = { good: '#0a7d33', 'needs-improvement': '#9a6700', poor: '#c5221f' };

type Started = Page & { current(): View };

/** How often the console is brought up to date. */
const everyMs = 250;

/** Watches a started SDK, or explains why there is none. */
export function watch(settings: Settings, started: () => Started | undefined): void {
  const { throughline } = window as { throughline?: object };
  if (throughline) Object.assign(throughline, { analyseResources });
  for (const reason of reasonsForSilence(settings)) say(`nothing is sent: ${reason}`);

  watchDoor(settings);
  const told = new Map<string, string>();
  setInterval(() => {
    const view = started()?.current();
    if (!view) return;
    for (const [name, vital] of Object.entries(view.body.vitals)) {
      const key = `${view.body.view.id} ${name}`;
      const text = JSON.stringify(vital);
      if (told.get(key) === text) continue;
      told.set(key, text);
      sayVital(name as VitalName, vital.value, vital);
    }
  }, everyMs);
}

/** Why a page that started the SDK would tell nothing. */
function reasonsForSilence(settings: Settings): string[] {
  const [visit] = readStored() ?? [];
  return [
    settings.honorPrivacySignals !== false && refusesMeasurement()
      ? 'the visitor refuses to be measured (Global Privacy Control or Do Not Track)'
      : '',
    settings.consent === 'pending' ? 'it waits for setConsent(true)' : '',
    typeof visit === 'string' && !isSampled(visit, settings.sampleRate)
      ? `this visit is not in the sample of ${settings.sampleRate}`
      : '',
  ].filter(Boolean);
}

/** What the browser tells of the requests themselves; a held body is sent only when the page is left. */
function watchDoor({ url }: Settings): void {
  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    if (url.startsWith(blockedURI))
      say(`nothing is sent: ${effectiveDirective} of the page's policy forbids ${url}`);
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      if (!entry.name.startsWith(url)) continue;
      const { responseStatus } = entry;
      if (!responseStatus)
        say('a view could not be delivered: is the ingest running, or does an extension block it?');
      else if (responseStatus >= 400)
        say(`the ingest answered ${responseStatus}: is the key right and the origin allowed?`);
      else say(`the ingest took a view (${responseStatus})`);
    }
  }).observe({ type: 'resource', buffered: true });
}

function sayVital(name: VitalName, value: number, detail: object): void {
  const rating = rate(name, value);
  const { label, unit } = vitals[name];
  const shown = unit ? `${Math.round(value)} ${unit}` : value.toFixed(3);
  // biome-ignore lint/suspicious/noConsole: development mode is asked for
  console.log(
    `%cthroughline%c ${label} ${shown} (${rating})`,
    'font-weight:bold',
    `color:${colours[rating]}`,
    detail,
  );
}

function say(text: string): void {
  // biome-ignore lint/suspicious/noConsole: development mode is asked for
  console.log(`%cthroughline%c ${text}`, 'font-weight:bold', '');
}
