/** Of each process the newest sample. Pure. */
import type { SystemAnswer } from '@throughline/protocol';

export type SystemSample = SystemAnswer['samples'][number];

/** A process that has said nothing for this long while another spoke is gone. */
const goneAfterMs = 5 * 60_000;

export function newestSamples(samples: readonly SystemSample[]): SystemSample[] {
  const newest = new Map<string, SystemSample>();
  for (const sample of samples) {
    const key = `${sample.service} ${sample.instance}`;
    const before = newest.get(key);
    if (!before || sample.at > before.at) newest.set(key, sample);
  }
  const all = [...newest.values()];
  const lastMs = Math.max(...all.map(({ at }) => Date.parse(at)));
  return all.filter(({ at }) => lastMs - Date.parse(at) < goneAfterMs);
}
