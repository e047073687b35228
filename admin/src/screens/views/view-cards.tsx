/** Single views, newest first, on a narrow screen: one card each, with the same figures as the table. */
import type { ViewRow } from '@throughline/protocol';
import { vitalNames, vitals } from '@throughline/protocol/vitals';
import { toPathText } from '../../format/link.ts';
import { type Figure, figures } from './figures.ts';
import { ViewLink } from './view-link.tsx';
import type { ViewListProps } from './view-table.tsx';
import { ViewNumber, ViewVital } from './view-value.tsx';
import css from './views-screen.module.css';

export function ViewCards({ views, hrefOf, nowMs, caption }: ViewListProps) {
  return (
    <ol class={css.cards} aria-label={caption}>
      {views.map((view) => (
        <li key={view.id} class={css.card} data-row>
          <div>
            <h2>
              <ViewLink view={view} href={hrefOf(view.id)} nowMs={nowMs} />
            </h2>
            <p>{toPathText(view.url)}</p>
          </div>
          <dl class={css.figures}>
            {vitalNames.map((name) => (
              <div key={name}>
                <dt>{vitals[name].label}</dt>
                <dd>
                  <ViewVital name={name} value={view.vitals[name]} />
                </dd>
              </div>
            ))}
          </dl>
          <CardFigures view={view} group="page" title="On the server, for the page" />
          <CardFigures view={view} group="api" title="For its API requests" />
        </li>
      ))}
    </ol>
  );
}

function CardFigures({ view, group, title }: { view: ViewRow; group: Figure['group']; title: string }) {
  const told = figures.filter((figure) => figure.group === group && figure.value(view) !== undefined);
  if (told.length === 0) return null;
  return (
    <section>
      <h3 class={css.groupTitle}>{title}</h3>
      <dl class={css.fours}>
        {told.map((figure) => (
          <div key={figure.id}>
            <dt>{figure.label}</dt>
            <dd>
              <ViewNumber value={figure.value(view)} format={figure.format} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
