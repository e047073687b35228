/** Waits for views of this site, and says what may be wrong while none comes. */
import type { DataHealth, SiteSettings } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatPlural } from '../../format/count.ts';
import { formatAgo } from '../../format/moment.ts';
import { placePath } from '../../state/place.ts';
import { parseScope } from '../../state/scope.ts';
import { Answered, Panel } from '../../ui/panel.tsx';
import { RatingMark } from '../../ui/rating-mark.tsx';
import css from './settings-screen.module.css';
import { whatIsWrong } from './what-is-wrong.ts';

export function FirstView({ site, settings }: { site: string; settings: SiteSettings }) {
  const { router } = useApp();
  const scope = { ...parseScope(router.address.value.params), range: { last: '24h' as const }, filters: [] };
  const health = useAnswer<DataHealth>(site, { asks: 'span', of: 'data-health', scope, everyMs: 2_000 });
  return (
    <Panel title="Does it arrive?" hint="looks every two seconds">
      <Answered watched={health} label="the check">
        {(value) => {
          const last = value.browsers.map(({ lastAt }) => Date.parse(lastAt)).sort((a, b) => b - a)[0];
          if (last === undefined) return <Waiting hints={whatIsWrong(value, settings)} />;
          return (
            <p class={css.state} role="status">
              <RatingMark rating="good" isSilent />
              <span>
                {formatPlural(value.views, 'view')} in the last 24 hours, the newest{' '}
                {formatAgo(last, Date.now())}.{' '}
                <a href={placePath({ screen: 'overview', site })}>To the overview</a>
              </span>
            </p>
          );
        }}
      </Answered>
    </Panel>
  );
}

function Waiting({ hints }: { hints: readonly string[] }) {
  return (
    <div class={css.part}>
      <p class={css.state} role="status">
        <RatingMark rating={null} isSilent />
        Waiting for the first view of the last 24 hours.
      </p>
      <ul class={css.hints}>
        {hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </div>
  );
}
