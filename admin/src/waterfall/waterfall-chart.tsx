/** The waterfall as a picture one can walk through: a tree of rows on one time axis from navigation start. */
import { useRef, useState } from 'preact/hooks';
import { moveRow } from '../ui/use-keys.ts';
import type { Span } from './axis.ts';
import { flattenRows } from './row.ts';
import { AxisLines, TimeAxis } from './time-axis.tsx';
import type { Waterfall } from './waterfall.ts';
import css from './waterfall-chart.module.css';
import { WaterfallRow } from './waterfall-row.tsx';

type WaterfallChartProps = {
  waterfall: Waterfall;
  span: Span;
  chosenId: string | null;
  onChoose: (id: string) => void;
};

export function WaterfallChart({ waterfall, span, chosenId, onChoose }: WaterfallChartProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const tree = useRef<HTMLDivElement>(null);
  const flat = flattenRows(waterfall.rows, toggled);
  const tabStop = flat.some(({ row }) => row.id === chosenId) ? chosenId : flat[0]?.row.id;

  function toggle(id: string): void {
    const next = new Set(toggled);
    if (!next.delete(id)) next.add(id);
    setToggled(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const at = flat.findIndex(({ row }) => row.id === chosenId);
    const current = flat[at];
    if (!current) return;
    const { row, isOpen, hasRows, level } = current;
    const parent = flat.slice(0, at).findLast((other) => other.level < level);
    const toggleRow = () => hasRows && toggle(row.id);
    const keys: Record<string, () => void> = {
      ArrowDown: () => moveRow(tree.current, 1),
      ArrowUp: () => moveRow(tree.current, -1),
      ArrowRight: () => (isOpen ? hasRows && moveRow(tree.current, 1) : toggleRow()),
      ArrowLeft: () => (isOpen && hasRows ? toggle(row.id) : focusRow(parent?.row.id)),
      Enter: toggleRow,
      ' ': toggleRow,
      Home: () => focusRow(flat[0]?.row.id),
      End: () => focusRow(flat.at(-1)?.row.id),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  function focusRow(id: string | undefined): void {
    const rows = tree.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [];
    for (const row of rows) if (row.dataset.id === id) row.focus();
  }

  return (
    <div class={css.chart}>
      <div class={css.head}>
        <span class={css.start}>From navigation start</span>
        <TimeAxis span={span} lines={waterfall.lines} />
      </div>
      <div class={css.body}>
        <div class={css.behind}>
          <AxisLines span={span} lines={waterfall.lines} />
        </div>
        <div role="tree" aria-label="Waterfall" ref={tree} onKeyDown={onKeyDown}>
          {flat.map((item) => (
            <WaterfallRow
              key={item.row.id}
              flat={item}
              span={span}
              isChosen={item.row.id === chosenId}
              isTabStop={item.row.id === tabStop}
              onChoose={() => onChoose(item.row.id)}
              onToggle={() => toggle(item.row.id)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
