/** Where the bars of a histogram stand. A bar's area, not its height, is its count: bars differ in width. Pure. */

export type Bar = { from: number; to: number; count: number };

export type LaidOut = {
  bars: { bar: Bar; x: number; y: number; barWidth: number }[];
  toX: (value: number) => number;
  /** Round values along the scale. */
  ticks: number[];
};

const wantedTicks = 7;

/** The last bar may reach far: the scale ends where all but it end, doubled at most. */
export function layOutBars(bars: readonly Bar[], width: number, height: number): LaidOut {
  const lastFrom = bars.at(-1)?.from ?? 0;
  const most = Math.min(bars.at(-1)?.to ?? 1, lastFrom * 1.25 || Number.POSITIVE_INFINITY) || 1;
  const toX = (value: number) => Math.min(width, Math.max(0, (value / most) * width));
  const densities = bars.map(({ from, to, count }) => count / Math.max(Math.min(to, most) - from, 1e-9));
  const densest = Math.max(...densities, 1e-9);
  return {
    toX,
    ticks: ticksUpTo(most),
    bars: bars.map((bar, at) => ({
      bar,
      x: toX(bar.from),
      y: height - ((densities[at] ?? 0) / densest) * (height - 24),
      barWidth: Math.max(1, toX(bar.to) - toX(bar.from) - 1),
    })),
  };
}

function ticksUpTo(most: number): number[] {
  const rough = most / wantedTicks;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((one) => one >= rough) ?? rough;
  const ticks: number[] = [];
  for (let at = 1; at * step < most * 0.97; at += 1) ticks.push(Number((at * step).toPrecision(6)));
  return ticks;
}
