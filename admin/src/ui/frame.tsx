/** What stands around every screen of someone who is logged in: the site, the tools, the time zone. */
import type { Session } from '@throughline/protocol';
import type { ComponentChildren } from 'preact';
import { useApp } from '../app-context.ts';
import { timeZone } from '../format/moment.ts';
import { placePath, type SiteScreen } from '../state/place.ts';
import { withParams } from '../state/router.ts';
import { keepShared } from '../state/scope.ts';
import { Brand } from './brand.tsx';
import { Button } from './button.tsx';
import css from './frame.module.css';
import { Shortcuts } from './shortcuts.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

type FrameProps = { session: Session; site: string | null; children: ComponentChildren };

export function Frame({ session, site, children }: FrameProps) {
  const { session: keeper } = useApp();
  return (
    <div class={css.frame}>
      <a class={css.skip} href="#main">
        To the content
      </a>
      <header class={css.bar}>
        <a class={css.brand} href={site ? placePath({ screen: 'overview', site }) : '/'}>
          <Brand />
          <span>Throughline</span>
        </a>
        <SiteChoice session={session} site={site} />
        {site && <SiteNav site={site} />}
        <div class={css.tools}>
          <a class={css.who} href={placePath({ screen: 'account' })}>
            {session.email}
          </a>
          <Shortcuts />
          <ThemeSwitch />
          <Button look="quiet" onClick={() => keeper.logOut()}>
            Log out
          </Button>
        </div>
      </header>
      <main class={css.main} id="main">
        {children}
      </main>
      <footer class={css.foot}>Times in {timeZone()}</footer>
    </div>
  );
}

const siteScreens: readonly [screen: SiteScreen, label: string][] = [
  ['overview', 'Overview'],
  ['server', 'Server'],
  ['budgets', 'Budgets'],
  ['live', 'Live'],
  ['health', 'Data health'],
  ['settings', 'Settings'],
];

/** The span of time, the percentile and the filters go along. */
function SiteNav({ site }: { site: string }) {
  const { router } = useApp();
  const place = router.place.value;
  const params = keepShared(router.address.value.params);
  return (
    <nav class={css.nav} aria-label="Screens">
      {siteScreens.map(([screen, label]) => (
        <a
          key={screen}
          href={withParams({ pathname: placePath({ screen, site }), params }, {})}
          aria-current={place.screen === screen ? 'page' : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

function SiteChoice({ session, site }: { session: Session; site: string | null }) {
  const { router } = useApp();
  const chosen = session.sites.find(({ id }) => id === site);
  if (!chosen) return null;
  return (
    <div class={css.site}>
      {session.sites.length === 1 && !session.isAdmin ? (
        <span>{chosen.name}</span>
      ) : (
        <select
          aria-label="Site"
          value={chosen.id}
          onChange={({ currentTarget: { value } }) =>
            router.go(placePath(value === '' ? { screen: 'new-site' } : { screen: 'overview', site: value }))
          }
        >
          {session.sites.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {session.isAdmin && <option value="">New site…</option>}
        </select>
      )}
    </div>
  );
}
