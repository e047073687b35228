/** Views of the same route that were a little faster and a little slower: to see what is ordinary and what is not. */
import type { ViewList, ViewRow, WholeView } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatMs } from '../../format/duration.ts';
import { formatMoment } from '../../format/moment.ts';
import { nearestViews } from '../../state/nearest-views.ts';
import { placePath } from '../../state/place.ts';
import { withParams } from '../../state/router.ts';
import { keepShared } from '../../state/scope.ts';
import css from './panel.module.css';

/** How far a neighbour may be, as a part of the view's own LCP. */
const reach = 0.6;

export function Neighbours({ site, view }: { site: string; view: WholeView }) {
  const lcp = view.body.vitals.lcp?.value;
  const asked = (low: number, high: number) => ({
    asks: 'span' as const,
    of: 'views',
    params: { route: view.route, metric: 'lcp', low: Math.round(low), high: Math.round(high), limit: 100 },
    everyMs: 60_000,
  });
  const slower = useAnswer<ViewList>(site, lcp === undefined ? null : asked(lcp + 1, lcp * (1 + reach)));
  const faster = useAnswer<ViewList>(
    site,
    lcp === undefined ? null : asked(lcp * (1 - reach), Math.max(0, lcp - 1)),
  );
  if (lcp === undefined) return null;
  return (
    <section class={css.panel} aria-label="Neighbours">
      <h2>Neighbours by LCP</h2>
      <List title="A little faster" lcp={lcp} list={faster.state} site={site} />
      <List title="A little slower" lcp={lcp} list={slower.state} site={site} />
    </section>
  );
}

type ListProps = {
  title: string;
  lcp: number;
  list: ReturnType<typeof useAnswer<ViewList>>['state'];
  site: string;
};

function List({ title, lcp, list, site }: ListProps) {
  const { router, surroundings } = useApp();
  const found = list.status === 'ready' ? nearestViews(list.value.views, lcp) : [];
  const params = keepShared(router.address.value.params);
  const hrefOf = ({ id, route }: ViewRow) =>
    withParams({ pathname: placePath({ screen: 'view', site, view: id }), params }, { route });
  return (
    <div class={css.part}>
      <h3>{title}</h3>
      {found.length === 0 ? (
        <p class={css.soft} role="status">
          {list.status === 'loading' ? 'Loading …' : 'None in this period.'}
        </p>
      ) : (
        <ul>
          {found.map((row) => (
            <li key={row.id}>
              <a href={hrefOf(row)}>{formatMs(row.vitals.lcp ?? 0)}</a>{' '}
              <span class={css.soft}>{tell(row, surroundings.nowMs())}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function tell({ startedAt, device, browser, server }: ViewRow, nowMs: number): string {
  return [
    formatMoment(Date.parse(startedAt), nowMs),
    device,
    browser,
    // At the end of a line it stays together.
    server.sqlMs === undefined ? null : `SQL ${formatMs(server.sqlMs)}`.replaceAll(' ', '\u00a0'),
  ]
    .filter((part) => part)
    .join(', ');
}
