/** The parts of the view's screen and what they share: which row is chosen, which span of time is shown. */
import type { WholeView } from '@throughline/protocol';
import { useMemo, useState } from 'preact/hooks';
import { useApp } from '../../app-context.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { moveRow, useKeys } from '../../ui/use-keys.ts';
import type { Span } from '../../waterfall/axis.ts';
import { allRows, type Row } from '../../waterfall/row.ts';
import { ToneLegend } from '../../waterfall/tone-legend.tsx';
import { toWaterfall, type Waterfall } from '../../waterfall/waterfall.ts';
import { WaterfallChart } from '../../waterfall/waterfall-chart.tsx';
import { WaterfallTable } from '../../waterfall/waterfall-table.tsx';
import { Attribution } from './attribution.tsx';
import { ChosenRow } from './chosen-row.tsx';
import { FirstByte } from './first-byte.tsx';
import { Neighbours } from './neighbours.tsx';
import { ViewFacts } from './view-facts.tsx';
import css from './view-screen.module.css';
import { VitalStrip } from './vital-strip.tsx';

type Zoom = 'loading' | 'whole' | 'document' | Span;

type ViewBodyPanelsProps = { site: string; view: WholeView; onBack: () => void };

export function ViewBodyPanels({ site, view, onBack }: ViewBodyPanelsProps) {
  const waterfall = useMemo(() => toWaterfall(view), [view]);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const isTable = useApp().router.address.value.params.get('show') === 'table';
  const [zoom, setZoom] = useState<Zoom>('loading');
  const chosen = allRows(waterfall.rows).find(({ row }) => row.id === chosenId)?.row ?? null;
  const zoomToChosen = () => chosen && setZoom(aroundRow(chosen));

  useKeys({
    z: zoomToChosen,
    0: () => setZoom('whole'),
    Escape: () => (chosen ? setChosenId(null) : onBack()),
    j: () => moveRow(document, 1),
    k: () => moveRow(document, -1),
  });

  return (
    <>
      <div class={css.top}>
        <VitalStrip vitals={view.body.vitals} />
        <FirstByte view={view} />
      </div>
      <div class={css.layout}>
        <div class={css.main}>
          <WaterfallPanel
            waterfall={waterfall}
            zoom={zoom}
            onZoom={setZoom}
            chosenId={chosenId}
            onChoose={setChosenId}
          />
          <Attribution vitals={view.body.vitals} longFrames={view.body.longFrames} />
        </div>
        <aside class={css.aside} aria-label="Facts about this view">
          {chosen && !isTable && (
            <ChosenRow row={chosen} onZoom={zoomToChosen} onClose={() => setChosenId(null)} />
          )}
          <Neighbours site={site} view={view} />
          <ViewFacts view={view} />
        </aside>
      </div>
    </>
  );
}

type WaterfallPanelProps = {
  waterfall: Waterfall;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  chosenId: string | null;
  onChoose: (id: string) => void;
};

function WaterfallPanel({ waterfall, zoom, onZoom, chosenId, onChoose }: WaterfallPanelProps) {
  const { router } = useApp();
  const isTable = router.address.value.params.get('show') === 'table';
  const spans = spanChoices(waterfall);
  const span = typeof zoom === 'string' ? (waterfall[zoom] ?? waterfall.whole) : zoom;
  const chosenSpan = spans.find(({ value }) => waterfall[value] === span)?.value ?? null;

  return (
    <section class={`${css.panel} ${css.waterfall}`} aria-labelledby="waterfall-title">
      <div class={css.tools}>
        <h2 id="waterfall-title">Waterfall</h2>
        <div class={css.choices}>
          {!isTable && spans.length > 1 && (
            <Segmented legend="Span of time" options={spans} value={chosenSpan} onChoose={onZoom} />
          )}
          <Segmented
            legend="Form"
            options={[
              { value: 'chart', label: 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
            value={isTable ? 'table' : 'chart'}
            onChoose={(form) => router.setParams({ show: form === 'table' ? form : null }, { replace: true })}
          />
        </div>
      </div>
      {isTable ? (
        <WaterfallTable waterfall={waterfall} />
      ) : (
        <WaterfallChart waterfall={waterfall} span={span} chosenId={chosenId} onChoose={onChoose} />
      )}
      <ToneLegend rows={waterfall.rows} />
      <p class={css.foot}>
        Times count from navigation start. Servers are placed in the middle of the wait for them; inside a
        server every start is exact.
      </p>
    </section>
  );
}

function spanChoices(
  waterfall: Waterfall,
): { value: 'document' | 'loading' | 'whole'; label: string; title: string }[] {
  return [
    ...(waterfall.document
      ? [{ value: 'document' as const, label: 'Document', title: 'The request of the page itself' }]
      : []),
    ...(waterfall.loading === waterfall.whole
      ? []
      : [{ value: 'loading' as const, label: 'Loading', title: 'Until the page stood' }]),
    { value: 'whole', label: 'Whole', title: 'Until the last thing told' },
  ];
}

function aroundRow(row: Row): Span {
  const marginMs = Math.max(row.durationMs * 0.05, 0.5);
  return { fromMs: Math.max(0, row.startMs - marginMs), toMs: row.startMs + row.durationMs + marginMs };
}
