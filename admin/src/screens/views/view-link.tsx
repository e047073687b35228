/** The way into a view: when it began, and how, where that is not the usual. */
import type { ViewRow } from '@throughline/protocol';
import { formatAgo, formatMoment } from '../../format/moment.ts';
import css from './views-screen.module.css';

export function ViewLink({ view, href, nowMs }: { view: ViewRow; href: string; nowMs: number }) {
  const startedAtMs = Date.parse(view.startedAt);
  return (
    <>
      <a class={css.link} href={href} data-row-link>
        {formatMoment(startedAtMs, nowMs)}
      </a>
      <span class={css.ago}>{formatAgo(startedAtMs, nowMs)}</span>
      {view.navigationType !== 'navigate' && <span class={css.kind}>{view.navigationType}</span>}
    </>
  );
}
