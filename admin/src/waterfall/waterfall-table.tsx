/** The waterfall as a table: the same rows, all of them, for reading aloud and for copying. */
import { formatMs } from '../format/duration.ts';
import { ratingWords } from '../format/vital.ts';
import { allRows } from './row.ts';
import type { Waterfall } from './waterfall.ts';
import css from './waterfall-table.module.css';

export function WaterfallTable({ waterfall }: { waterfall: Waterfall }) {
  return (
    // Sideways scrolling has to work from the keyboard as well.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section class={css.scroll} aria-label="Waterfall as a table" tabIndex={0}>
      <table class={css.table}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class={css.number}>
              Start
            </th>
            <th scope="col" class={css.number}>
              Duration
            </th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {allRows(waterfall.rows).map(({ row, level }) => (
            <tr key={row.id}>
              <th scope="row" class={css.what} style={{ paddingInlineStart: `${1 + (level - 1)}rem` }}>
                {row.tag && <span class={css.tag}>{row.tag} </span>}
                {row.label}
              </th>
              <td class={css.number}>{formatMs(row.startMs)}</td>
              <td class={css.number}>{formatMs(row.durationMs)}</td>
              <td>{row.note}</td>
            </tr>
          ))}
          {waterfall.lines.map((line) => (
            <tr key={line.id}>
              <th scope="row" class={css.what}>
                <span class={css.tag}>{line.kind} </span>
                {line.label}
              </th>
              <td class={css.number}>{formatMs(line.atMs)}</td>
              <td />
              <td>
                {line.text}
                {line.rating && `, ${ratingWords[line.rating]}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
