/** Where the time to the first byte went: from the network down to SQL, in one bar and one sentence. */
import type { WholeView } from '@throughline/protocol';
import { PartsBar } from '../../charts/parts-bar.tsx';
import { toVerdict } from '../../waterfall/verdict.ts';
import { toTtfbParts } from '../../waterfall/where-ttfb-went.ts';
import css from './panel.module.css';

export function FirstByte({ view }: { view: WholeView }) {
  const parts = view.navigation ? toTtfbParts(view.navigation, view.body.vitals.ttfb?.value) : [];
  return (
    <section class={css.panel}>
      <h2>The way to the first byte</h2>
      {parts.length === 0 ? (
        <p class={css.soft}>This view needed no document: {view.body.view.navigationType}.</p>
      ) : (
        <>
          <p class={css.verdict}>{toVerdict(view)}</p>
          <PartsBar parts={parts} />
        </>
      )}
    </section>
  );
}
