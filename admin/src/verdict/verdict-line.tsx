/** The one sentence that says where the time goes and what to mend first, or as plainly that nothing is to be mended. */
import type { Budget, RouteRow, Summary } from '@throughline/protocol';
import { type Rating, rate } from '@throughline/protocol/vitals';
import type { ComponentChildren } from 'preact';
import { useApp } from '../app-context.ts';
import { formatPlural } from '../format/count.ts';
import { placePath } from '../state/place.ts';
import { formatRange, parseRange } from '../state/range.ts';
import { withParams } from '../state/router.ts';
import { keepShared } from '../state/scope.ts';
import { RatingMark } from '../ui/rating-mark.tsx';
import { guiltyDevice, type Phrase, tellCause, tellTrouble } from './sentence.ts';
import { findTrouble, type Trouble } from './trouble.ts';
import { useCause } from './use-cause.ts';
import css from './verdict-line.module.css';

type VerdictLineProps = {
  site: string;
  /** Where the summary is of one route alone. */
  route?: string;
  summary: Summary;
  routes: readonly RouteRow[];
  budgets: readonly Budget[];
};

export function VerdictLine({ site, route, summary, routes, budgets }: VerdictLineProps) {
  const finding = findTrouble(summary, routes);
  if (finding.kind === 'trouble') {
    const trouble = route === undefined ? finding.trouble : { ...finding.trouble, route };
    return <TroubleLine site={site} trouble={trouble} percentile={summary.percentile} />;
  }
  if (finding.kind === 'too-little') return <TooLittle views={finding.views} />;

  const missed = budgets.filter(({ state }) => state === 'poor');
  return missed.length > 0 ? (
    <Missed site={site} missed={missed} />
  ) : (
    <AllGood percentile={summary.percentile} />
  );
}

function TroubleLine({ site, trouble, percentile }: { site: string; trouble: Trouble; percentile: number }) {
  const { cause, segments, isReady } = useCause(site, trouble);
  const told = tellTrouble(trouble, percentile, guiltyDevice(trouble, segments));
  return (
    <Line rating={rate(trouble.vital, trouble.estimate.value)} isReady={isReady}>
      <Phrases site={site} phrases={[...told, ...(isReady ? tellCause(trouble, cause) : ['…'])]} />
    </Line>
  );
}

function TooLittle({ views }: { views: number }) {
  return (
    <Line rating={null}>
      <strong>Not enough data for a verdict:</strong> {formatPlural(views, 'view')} in this period, and no
      vital has the 30 that it takes.
    </Line>
  );
}

function AllGood({ percentile }: { percentile: number }) {
  const { router } = useApp();
  return (
    <Line rating="good">
      <strong>All within budget:</strong> in the {formatRange(parseRange(router.address.value.params))} no
      vital is certain to be beyond good at p{percentile}, on the whole or on any route.
    </Line>
  );
}

function Missed({ site, missed }: { site: string; missed: readonly Budget[] }) {
  return (
    <Line rating="poor">
      <strong>
        Vitals are good, but {formatPlural(missed.length, 'budget')} {missed.length === 1 ? 'is' : 'are'}{' '}
        missed:
      </strong>{' '}
      <a href={placePath({ screen: 'budgets', site })}>{missed.map(({ name }) => name).join(', ')}</a>.
    </Line>
  );
}

type LineProps = { rating: Rating | null; isReady?: boolean; children: ComponentChildren };

function Line({ rating, isReady = true, children }: LineProps) {
  return (
    <section class={css.verdict} data-rating={rating ?? 'none'} aria-label="Verdict" aria-busy={!isReady}>
      <RatingMark rating={rating} />
      <p class={css.sentence}>{children}</p>
    </section>
  );
}

function Phrases({ site, phrases }: { site: string; phrases: readonly Phrase[] }) {
  return phrases.map((phrase) => {
    if (typeof phrase === 'string') return phrase;
    if ('figure' in phrase) return <strong key={phrase.figure}>{phrase.figure}</strong>;
    if ('route' in phrase) return <RouteLink key={phrase.route} site={site} route={phrase.route} />;
    return (
      <code key={phrase.code} title={phrase.title}>
        {phrase.code}
      </code>
    );
  });
}

function RouteLink({ site, route }: { site: string; route: string }) {
  const { router } = useApp();
  const params = keepShared(router.address.value.params);
  return (
    <a href={withParams({ pathname: placePath({ screen: 'route', site }), params }, { route })}>{route}</a>
  );
}
