/** The few facts of a stored view that the live stream tells. */
import { type LiveView, vitalNames } from '@throughline/protocol';
import type { StoredView } from '../store/store.ts';

const urlLength = 300;

export function toLiveView({ body, ...view }: StoredView): LiveView {
  const { requestMs, sqlMs, sqlCount } = body.navigation?.server ?? {};
  const vitals: LiveView['vitals'] = {};
  for (const name of vitalNames) {
    const vital = body.vitals[name];
    if (vital) vitals[name] = vital.value;
  }
  return {
    id: body.view.id,
    revision: body.view.revision,
    startedAt: new Date(view.startedAtMs).toISOString(),
    route: view.route,
    url: body.view.url.slice(0, urlLength),
    navigationType: body.view.navigationType,
    browser: view.browser || undefined,
    device: view.deviceClass,
    country: view.country,
    isBot: view.isBot,
    vitals,
    server: { requestMs, sqlMs, sqlCount },
  };
}
