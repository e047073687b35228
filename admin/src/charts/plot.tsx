/** The only place that knows uPlot: lines over time on a canvas, drawn anew when data, size or colours change. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatAxisMoment } from '../format/moment.ts';
import css from './plot.module.css';

export type Line = {
  label: string;
  /** A custom property of the tokens, e.g. `--accent`. */
  color: string;
  /** One for each moment; null leaves a gap. */
  values: readonly (number | null)[];
  isDashed?: boolean;
  /** Fills down to zero. */
  isFilled?: boolean;
};

export type PlotProps = {
  atMs: readonly number[];
  lines: readonly Line[];
  /** What the axis of time covers, whether or not something was measured all along. */
  fromMs: number;
  toMs: number;
  /** Vertical lines, such as releases. */
  marks?: readonly { atMs: number; label: string }[];
  /** Horizontal lines, such as thresholds. */
  limits?: readonly { value: number; color: string }[];
  format: (value: number) => string;
  heightPx: number;
  /** The index of the moment under the pointer, or null outside. */
  onPoint?: (at: number | null) => void;
  /** Called with the span that was drawn over. */
  onSpan?: (fromMs: number, toMs: number) => void;
};

export function Plot(props: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let plot: uPlot | null = null;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(toOptions(latest, element), toData(latest.current), element);
    };
    draw();

    const sizes = new ResizeObserver(() =>
      plot?.setSize({ width: element.clientWidth, height: latest.current.heightPx }),
    );
    sizes.observe(element);
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      sizes.disconnect();
      themes.disconnect();
      dark.removeEventListener('change', draw);
      plot?.destroy();
    };
  }, [
    props.atMs,
    props.lines,
    props.marks,
    props.limits,
    props.format,
    props.heightPx,
    props.fromMs,
    props.toMs,
  ]);

  return <div class={css.plot} ref={box} style={{ height: `${props.heightPx}px` }} aria-hidden="true" />;
}

function toData({ atMs, lines }: PlotProps): uPlot.AlignedData {
  return [atMs.map((ms) => ms / 1_000), ...lines.map(({ values }) => [...values])];
}

type Latest = { current: PlotProps };

function toOptions(latest: Latest, element: HTMLElement): uPlot.Options {
  const { lines, format, heightPx, fromMs, toMs } = latest.current;
  const colorOf = readColors(element);
  const axis = {
    stroke: colorOf('--ink-faint'),
    grid: { stroke: colorOf('--line'), width: 1 },
    ticks: { show: false },
    font: `11px ${getComputedStyle(element).fontFamily}`,
  };
  return {
    width: element.clientWidth,
    height: heightPx,
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: 'time' },
      points: { size: 7 },
      drag: { x: latest.current.onSpan !== undefined, y: false, setScale: false },
    },
    scales: {
      x: { range: () => [fromMs / 1_000, toMs / 1_000] },
      y: { range: (_plot, _low, high) => [0, Math.max(high ?? 0, 1e-6) * 1.08] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 72,
        values: (_plot, splits, _at, _space, step) =>
          splits.map((s) => formatAxisMoment(s * 1_000, step * 1_000)),
      },
      { ...axis, size: 56, space: 34, values: (_plot, splits) => splits.map((value) => format(value)) },
    ],
    series: [
      {},
      ...lines.map(({ label, color, isDashed, isFilled }) => ({
        label,
        stroke: colorOf(color),
        width: 1.75,
        dash: isDashed ? [4, 4] : undefined,
        fill: isFilled ? `color-mix(in srgb, ${colorOf(color)} 14%, transparent)` : undefined,
        points: { size: 4 },
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawLimits(plot, latest.current, colorOf)],
      draw: [(plot) => drawMarks(plot, latest.current, colorOf)],
      setCursor: [(plot) => latest.current.onPoint?.(plot.cursor.idx ?? null)],
      setSelect: [(plot) => tellSpan(plot, latest.current)],
    },
  };
}

/** A canvas does not know light-dark(): the browser's own answer is asked for. */
function readColors(element: HTMLElement): (token: string) => string {
  const probe = document.createElement('span');
  // A colour on its way from the one before would be read.
  probe.style.transition = 'none';
  element.append(probe);
  const colors = new Map<string, string>();
  for (const token of ['--ink-faint', '--line', '--line-strong', '--ink-soft', '--accent', ...chartTokens]) {
    probe.style.color = `var(${token})`;
    colors.set(token, getComputedStyle(probe).color);
  }
  probe.remove();
  return (token) => colors.get(token) ?? 'gray';
}

const chartTokens = [
  '--tone-network',
  '--tone-app',
  '--tone-sql',
  '--tone-response',
  '--good-fill',
  '--poor-fill',
  '--needs-improvement-fill',
];

function drawLimits(plot: uPlot, { limits = [] }: PlotProps, colorOf: (token: string) => string): void {
  const { ctx, bbox } = plot;
  for (const { value, color } of limits) {
    const y = plot.valToPos(value, 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    stroke(ctx, colorOf(color), [bbox.left, y, bbox.left + bbox.width, y], [6, 4]);
  }
}

function drawMarks(plot: uPlot, { marks = [] }: PlotProps, colorOf: (token: string) => string): void {
  const { ctx, bbox } = plot;
  let lastX = Number.NEGATIVE_INFINITY;
  for (const { atMs, label } of marks) {
    const x = plot.valToPos(atMs / 1_000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    stroke(ctx, colorOf('--line-strong'), [x, bbox.top, x, bbox.top + bbox.height], []);
    // Labels that would lie upon each other are left to the list below the chart.
    if (x - lastX < 56 * devicePixelRatio) continue;
    lastX = x;
    ctx.fillStyle = colorOf('--ink-soft');
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    ctx.fillText(label.slice(0, 20), x + 3 * devicePixelRatio, bbox.top);
  }
}

type Points = [fromX: number, fromY: number, toX: number, toY: number];

function stroke(
  ctx: CanvasRenderingContext2D,
  color: string,
  [fromX, fromY, toX, toY]: Points,
  dash: number[],
): void {
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
  ctx.restore();
}

function tellSpan(plot: uPlot, { onSpan }: PlotProps): void {
  const { left, width } = plot.select;
  if (!onSpan || width < 8) return;
  const toMs = (x: number) => Math.round(plot.posToVal(x, 'x') * 1_000);
  onSpan(toMs(left), toMs(left + width));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
