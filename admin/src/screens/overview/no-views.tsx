/** A site in which no page has reported yet, or not in this period: what to do about it. */
import { useApp } from '../../app-context.ts';
import { formatRange, parseRange, rangeParams } from '../../state/range.ts';
import { parseScope } from '../../state/scope.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import css from './overview-screen.module.css';

export function NoViews() {
  const { router } = useApp();
  const { params } = router.address.value;
  const range = parseRange(params);
  const { filters } = parseScope(params);
  const isWidest = 'last' in range && range.last === '400d';
  return (
    <div class={css.empty}>
      <Notice
        title={`No page view in the ${formatRange(range)}${filters.length > 0 ? ' with these filters' : ''}`}
        actions={
          <>
            {filters.length > 0 && (
              <Button
                onClick={() => router.setParams(Object.fromEntries(filters.map(({ name }) => [name, null])))}
              >
                Take the filters away
              </Button>
            )}
            {!isWidest && (
              <Button onClick={() => router.setParams(rangeParams({ last: '30d' }))}>
                Look at the last 30 days
              </Button>
            )}
          </>
        }
      >
        <p>
          Views show up here within seconds of a visit, without a reload. A page reports when it carries this
          line; the site’s own key stands under Settings.
        </p>
        {/* It may scroll sideways, so the keyboard has to reach it. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
        <pre class={css.snippet} tabIndex={0}>
          <code>{`<script async src="${window.location.origin}/sdk.js" data-key="…"></script>`}</code>
        </pre>
      </Notice>
    </div>
  );
}
