/** Which views the numbers speak of: chosen values as chips, and a way to choose more. */
import type { Segments } from '@throughline/protocol';
import { useRef, useState } from 'preact/hooks';
import { useAnswer } from '../api/use-answer.ts';
import { useApp } from '../app-context.ts';
import { formatPlural } from '../format/count.ts';
import { dimensionTitles, type FilterName, filterNames, parseScope } from '../state/scope.ts';
import css from './filter-bar.module.css';
import { Answered, Quiet } from './panel.tsx';
import { useCloseFromOutside } from './use-close-from-outside.ts';

export function FilterBar({ site, route }: { site: string; route?: string }) {
  const { router } = useApp();
  const { filters } = parseScope(router.address.value.params);
  return (
    <section class={css.bar} aria-label="Filters">
      {filters.map(({ name, values }) => (
        <span class={css.chip} key={name}>
          <span>
            {dimensionTitles[name]}: <strong>{values.join(' or ')}</strong>
          </span>
          <button
            type="button"
            aria-label={`Take the filter by ${dimensionTitles[name]} away`}
            onClick={() => router.setParams({ [name]: null })}
          >
            <span aria-hidden="true">×</span>
          </button>
        </span>
      ))}
      <AddFilter site={site} route={route} />
    </section>
  );
}

function AddFilter({ site, route }: { site: string; route?: string }) {
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState<FilterName>('device');
  useCloseFromOutside(details);
  return (
    <details class={css.add} ref={details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>+ Filter</summary>
      {isOpen && (
        <div class={css.panel}>
          <label class={css.field}>
            Filter by
            <select
              value={name}
              onChange={(event) => {
                const next = filterNames.find((one) => one === event.currentTarget.value);
                if (next) setName(next);
              }}
            >
              {filterNames.map((one) => (
                <option key={one} value={one}>
                  {dimensionTitles[one]}
                </option>
              ))}
            </select>
          </label>
          <Values site={site} route={route} name={name} />
        </div>
      )}
    </details>
  );
}

/** Of all views in the span of time, whatever else is chosen: a value must not vanish because of a filter. */
function Values({ site, route, name }: { site: string; route?: string; name: FilterName }) {
  const { router } = useApp();
  const scope = parseScope(router.address.value.params);
  const chosen = scope.filters.find((filter) => filter.name === name)?.values ?? [];
  const watched = useAnswer<Segments>(site, {
    asks: 'views',
    of: 'segments',
    params: { by: name, metric: 'lcp', limit: 50, route },
    scope: { ...scope, filters: [] },
    everyMs: 60_000,
  });
  const toggle = (value: string) =>
    router.setParams({
      [name]: chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value],
    });

  return (
    <Answered watched={watched} label="values">
      {({ segments }) => (
        <fieldset class={css.values}>
          <legend>{dimensionTitles[name]}</legend>
          {segments.length === 0 && <Quiet>No view told it in this period.</Quiet>}
          {segments.map(({ value, views }) => (
            <label key={value}>
              <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
              {value}
              <small>{formatPlural(views, 'view')}</small>
            </label>
          ))}
        </fieldset>
      )}
    </Answered>
  );
}
