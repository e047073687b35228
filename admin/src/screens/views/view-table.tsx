/** Single views, newest first: as a table. */
import type { ViewRow } from '@throughline/protocol';
import { vitalNames, vitals } from '@throughline/protocol/vitals';
import { useRef } from 'preact/hooks';
import { toPathText } from '../../format/link.ts';
import { vitalTitles } from '../../format/vital.ts';
import { openRow } from '../../ui/open-row.ts';
import { figures } from './figures.ts';
import { ViewLink } from './view-link.tsx';
import { ViewNumber, ViewVital } from './view-value.tsx';
import css from './views-screen.module.css';

export type ViewListProps = {
  views: readonly ViewRow[];
  hrefOf: (id: string) => string;
  nowMs: number;
  caption: string;
};

export function ViewTable({ views, hrefOf, nowMs, caption }: ViewListProps) {
  // Only what arrives later lights up: not the whole list when it opens.
  const first = useRef(new Set(views.map((view) => view.id)));
  return (
    // Sideways scrolling has to work from the keyboard as well.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section class={css.scroll} aria-label={caption} tabIndex={0}>
      <table class={css.table}>
        <thead>
          <tr>
            <td colSpan={2} />
            <th class={css.group} colSpan={vitalNames.length} scope="colgroup">
              In the browser
            </th>
            <th class={css.group} colSpan={3} scope="colgroup">
              On the server, for the page
            </th>
            <th class={css.group} colSpan={4} scope="colgroup">
              For its API requests
            </th>
          </tr>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">Page</th>
            {vitalNames.map((name, index) => (
              <th
                key={name}
                scope="col"
                class={index === 0 ? css.group : undefined}
                title={vitalTitles[name]}
              >
                {vitals[name].label}
              </th>
            ))}
            {figures.map((figure, index) => (
              <th key={figure.id} scope="col" class={numberLook(index)}>
                {figure.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {views.map((view) => (
            <Row
              key={view.id}
              view={view}
              href={hrefOf(view.id)}
              nowMs={nowMs}
              isNew={!first.current.has(view.id)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = { view: ViewRow; href: string; nowMs: number; isNew: boolean };

function Row({ view, href, nowMs, isNew }: RowProps) {
  return (
    <tr class={css.row} data-row data-new={isNew || undefined} onClick={openRow}>
      <th scope="row">
        <ViewLink view={view} href={href} nowMs={nowMs} />
      </th>
      <td class={css.page} title={view.url}>
        {toPathText(view.url)}
      </td>
      {vitalNames.map((name, index) => (
        <td key={name} class={index === 0 ? css.group : undefined}>
          <ViewVital name={name} value={view.vitals[name]} />
        </td>
      ))}
      {figures.map((figure, index) => (
        <td key={figure.id} class={numberLook(index)}>
          <ViewNumber value={figure.value(view)} format={figure.format} />
        </td>
      ))}
    </tr>
  );
}

function numberLook(index: number): string {
  const isFirstOfGroup = index === 0 || figures[index]?.group !== figures[index - 1]?.group;
  return `${css.number} ${isFirstOfGroup ? css.group : ''}`;
}
