/** What made each vital what it is: the element, the interaction, the shift, and the parts of the time. */
import type { ViewBody, ViewVitals } from '@throughline/protocol';
import { vitals as definitions, rate } from '@throughline/protocol/vitals';
import { PartsBar } from '../../charts/parts-bar.tsx';
import { formatVital } from '../../format/vital.ts';
import { RatingMark } from '../../ui/rating-mark.tsx';
import type { Fact } from '../../waterfall/row.ts';
import { type Cause, toCauses, toLongFrameFacts } from './causes.ts';
import { FactList } from './fact-list.tsx';
import css from './panel.module.css';

type AttributionProps = { vitals: ViewVitals; longFrames: ViewBody['longFrames'] };

export function Attribution({ vitals, longFrames }: AttributionProps) {
  const causes = toCauses(vitals);
  if (causes.length === 0 && !longFrames) return null;
  return (
    <section class={css.panel}>
      <h2>What made the vitals</h2>
      <div class={css.causes}>
        {causes.map((cause) => (
          <CausePart key={cause.name} {...cause} />
        ))}
        {longFrames && <LongFrames facts={toLongFrameFacts(longFrames)} />}
      </div>
    </section>
  );
}

function CausePart({ name, value, parts, facts }: Cause) {
  return (
    <div class={css.cause}>
      <h3>
        <RatingMark rating={rate(name, value)} /> {definitions[name].label}{' '}
        <span>{formatVital(name, value)}</span>
      </h3>
      <PartsBar size="small" parts={parts} />
      {facts.length > 0 && <FactList facts={facts} />}
    </div>
  );
}

function LongFrames({ facts }: { facts: readonly Fact[] }) {
  return (
    <div class={css.cause}>
      <h3>Long frames</h3>
      <FactList facts={facts} />
    </div>
  );
}
