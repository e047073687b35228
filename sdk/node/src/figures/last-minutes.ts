/** The last five minutes of one thing, as histograms of half a minute each that are added up when asked. */
import { Sketch } from '@throughline/protocol/sketch';

const sliceMs = 30_000;
const slices = 10;

export class LastMinutes {
  readonly #sketches: ({ slice: number; sketch: Sketch } | undefined)[] = new Array(slices).fill(undefined);

  /** @param nowMs Monotonic. */
  add(value: number, nowMs: number): void {
    const slice = Math.floor(nowMs / sliceMs);
    const known = this.#sketches[slice % slices];
    if (known?.slice === slice) {
      known.sketch.add(value);
      return;
    }
    const sketch = new Sketch();
    sketch.add(value);
    this.#sketches[slice % slices] = { slice, sketch };
  }

  /** Between four and a half and five minutes: the slice that runs now and the nine before it. */
  read(nowMs: number): Sketch {
    const newest = Math.floor(nowMs / sliceMs);
    const sum = new Sketch();
    for (const known of this.#sketches) {
      if (known && known.slice > newest - slices && known.slice <= newest) sum.merge(known.sketch.toData());
    }
    return sum;
  }
}
