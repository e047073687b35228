/** One view, whole: what the browser felt, where the time went, down to each SQL statement. */
import type { WholeView } from '@throughline/protocol';
import { useEffect, useState } from 'preact/hooks';
import { viewPath } from '../../api/paths.ts';
import { useWatch } from '../../api/use-watch.ts';
import { useApp } from '../../app-context.ts';
import { formatFullMoment } from '../../format/moment.ts';
import { placePath } from '../../state/place.ts';
import { withParams } from '../../state/router.ts';
import { keepShared } from '../../state/scope.ts';
import { LiveState } from '../../ui/live-state.tsx';
import { FailedNotice, StaleNotice } from '../../ui/notice.tsx';
import { type Crumb, ScreenHead } from '../../ui/screen-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { WebLink } from '../../ui/web-link.tsx';
import { ViewBodyPanels } from './view-panels.tsx';

const pollEveryMs = 2_000;
/** After that no revision of the view and no trace for it is on its way any more. */
const settledAfterMs = 10 * 60_000;

export function ViewScreen({ site, view }: { site: string; view: string }) {
  const { router, surroundings } = useApp();
  const { state, retry } = useYoungView(site, view);
  const { params } = router.address.value;
  const route = params.get('route') ?? (state.status === 'ready' ? state.value.route : null);
  const shared = keepShared(params);
  const viewsHref = withParams({ pathname: placePath({ screen: 'views', site }), params: shared }, { route });
  const crumbs: Crumb[] = [
    {
      label: 'Overview',
      href: withParams({ pathname: placePath({ screen: 'overview', site }), params: shared }, {}),
    },
    { label: route ?? 'All views', href: viewsHref },
  ];
  const isYoung = state.status === 'ready' && isStillArriving(state.value, surroundings.nowMs());

  return (
    <>
      <ScreenHead
        crumbs={crumbs}
        title={state.status === 'ready' ? state.value.route : 'One view'}
        facts={state.status === 'ready' && <Facts view={state.value} />}
        controls={<LiveState state={state} isOpen={isYoung} />}
      />
      {state.status === 'loading' && <Skeleton label="Loading the view" />}
      {state.status === 'failed' && <FailedNotice failure={state.failure} onRetry={retry} />}
      {state.status === 'ready' && (
        <>
          {state.failure && (
            <StaleNotice failure={state.failure} loadedAtMs={state.loadedAtMs} onRetry={retry} />
          )}
          <ViewBodyPanels site={site} view={state.value} onBack={() => router.go(viewsHref)} />
        </>
      )}
    </>
  );
}

function useYoungView(site: string, view: string) {
  const { surroundings } = useApp();
  const question = { key: JSON.stringify([site, view]), path: () => viewPath(site, view) };
  const [isSettled, setIsSettled] = useState(false);
  const watched = useWatch<WholeView>({ ...question, everyMs: isSettled ? null : pollEveryMs });
  const { state } = watched;
  useEffect(() => {
    if (state.status === 'ready') setIsSettled(!isStillArriving(state.value, surroundings.nowMs()));
  }, [state, surroundings]);
  return watched;
}

function isStillArriving(view: WholeView, nowMs: number): boolean {
  return nowMs - Date.parse(view.receivedAt) < settledAfterMs;
}

function Facts({ view }: { view: WholeView }) {
  return (
    <>
      <WebLink text={view.body.view.url} /> · {formatFullMoment(Date.parse(view.startedAt))} ·{' '}
      {view.body.view.navigationType}
    </>
  );
}
