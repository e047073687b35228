/** Which screen an address shows, and what stands in its place while nobody is logged in. */
import type { Session } from '@throughline/protocol';
import { useEffect } from 'preact/hooks';
import { useApp } from './app-context.ts';
import { LoginScreen } from './screens/login/login-screen.tsx';
import { type Place, placePath, type SiteScreen } from './state/place.ts';
import { Frame } from './ui/frame.tsx';
import { type Lazy, LazyScreen, lazyScreen } from './ui/lazy-screen.tsx';
import { FailedNotice, Notice } from './ui/notice.tsx';
import { Skeleton } from './ui/skeleton.tsx';

const screens: Record<SiteScreen, Lazy<{ site: string }>> = {
  overview: lazyScreen(async () => (await import('./screens/overview/overview-screen.tsx')).OverviewScreen),
  route: lazyScreen(async () => (await import('./screens/route/route-screen.tsx')).RouteScreen),
  server: lazyScreen(async () => (await import('./screens/server/server-screen.tsx')).ServerScreen),
  budgets: lazyScreen(async () => (await import('./screens/budgets/budgets-screen.tsx')).BudgetsScreen),
  live: lazyScreen(async () => (await import('./screens/live/live-screen.tsx')).LiveScreen),
  health: lazyScreen(async () => (await import('./screens/health/health-screen.tsx')).HealthScreen),
  settings: lazyScreen(async () => (await import('./screens/settings/settings-screen.tsx')).SettingsScreen),
  views: lazyScreen(async () => (await import('./screens/views/views-screen.tsx')).ViewsScreen),
};
const newSite = lazyScreen(
  async () => (await import('./screens/new-site/new-site-screen.tsx')).NewSiteScreen,
);
const account = lazyScreen(async () => (await import('./screens/account/account-screen.tsx')).AccountScreen);
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
    return first ? (
      <GoTo href={placePath({ screen: 'overview', site: first.id })} />
    ) : session.isAdmin ? (
      <GoTo href={placePath({ screen: 'new-site' })} />
    ) : (
      <NoSite />
    );
  if (place.screen === 'unknown') return <Nowhere />;
  if (place.screen === 'new-site')
    return session.isAdmin ? <LazyScreen key="new-site" screen={newSite} props={{}} /> : <Nowhere />;
  if (place.screen === 'account') return <LazyScreen key="account" screen={account} props={{}} />;
  if (!session.sites.some(({ id }) => id === place.site)) return <Nowhere />;
  if (place.screen === 'view')
    return (
      <LazyScreen key={`view ${place.view}`} screen={view} props={{ site: place.site, view: place.view }} />
    );
  return (
    <LazyScreen
      key={`${place.screen} ${place.site}`}
      screen={screens[place.screen]}
      props={{ site: place.site }}
    />
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
