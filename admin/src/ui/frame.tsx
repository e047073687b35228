/** What stands around every screen of someone who is logged in: the site, the tools, the time zone. */
import type { Session } from '@throughline/protocol';
import type { ComponentChildren } from 'preact';
import { useApp } from '../app-context.ts';
import { timeZone } from '../format/moment.ts';
import { placePath } from '../state/place.ts';
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
        <div class={css.tools}>
          <span class={css.who}>{session.email}</span>
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

function SiteChoice({ session, site }: { session: Session; site: string | null }) {
  const { router } = useApp();
  const chosen = session.sites.find(({ id }) => id === site);
  if (!chosen) return null;
  return (
    <div class={css.site}>
      {session.sites.length === 1 ? (
        <span>{chosen.name}</span>
      ) : (
        <select
          aria-label="Site"
          value={chosen.id}
          onChange={(event) => router.go(placePath({ screen: 'overview', site: event.currentTarget.value }))}
        >
          {session.sites.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
