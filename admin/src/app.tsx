/** Which screen an address shows, and what stands in its place while nobody is logged in. */
import type { Session } from '@throughline/protocol';
import { useEffect } from 'preact/hooks';
import { useApp } from './app-context.ts';
import { LoginScreen } from './screens/login/login-screen.tsx';
import { type Place, placePath } from './state/place.ts';
import { Frame } from './ui/frame.tsx';
import { LazyScreen, lazyScreen } from './ui/lazy-screen.tsx';
import { FailedNotice, Notice } from './ui/notice.tsx';
import { Skeleton } from './ui/skeleton.tsx';

const overview = lazyScreen(
  async () => (await import('./screens/overview/overview-screen.tsx')).OverviewScreen,
);
const views = lazyScreen(async () => (await import('./screens/views/views-screen.tsx')).ViewsScreen);
const view = lazyScreen(async () => (await import('./screens/view/view-screen.tsx')).ViewScreen);

export function AppFrame() {
  const { session, router } = useApp();
  const state = session.state.value;
  const place = router.place.value;

  if (state.status === 'unknown') return <Skeleton label="Opening Throughline" />;
  if (state.status === 'failed')
    return <FailedNotice failure={state.failure} onRetry={() => session.open()} />;
  if (state.status === 'logged-out') return <LoginScreen hasExpired={state.hasExpired} />;
  return (
    <Frame session={state.session} site={'site' in place ? place.site : null}>
      <Screen place={place} session={state.session} />
    </Frame>
  );
}

function Screen({ place, session }: { place: Place; session: Session }) {
  const first = session.sites[0];
  if (place.screen === 'start')
    return first ? <GoTo href={placePath({ screen: 'overview', site: first.id })} /> : <NoSite />;
  if (place.screen === 'unknown') return <Nowhere />;
  if (!session.sites.some(({ id }) => id === place.site)) return <Nowhere />;
  if (place.screen === 'overview')
    return <LazyScreen key={`overview ${place.site}`} screen={overview} props={{ site: place.site }} />;
  if (place.screen === 'views')
    return <LazyScreen key={`views ${place.site}`} screen={views} props={{ site: place.site }} />;
  return (
    <LazyScreen key={`view ${place.view}`} screen={view} props={{ site: place.site, view: place.view }} />
  );
}

function GoTo({ href }: { href: string }) {
  const { router } = useApp();
  useEffect(() => router.go(href, { replace: true }), [href]);
  return null;
}

function NoSite() {
  return (
    <Notice title="No site is yours to see yet">
      <p>An owner can give you a role on a site.</p>
    </Notice>
  );
}

function Nowhere() {
  return (
    <Notice title="There is nothing at this address">
      <p>
        <a href="/">To the overview</a>
      </p>
    </Notice>
  );
}
