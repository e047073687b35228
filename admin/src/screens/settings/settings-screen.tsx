/** A site: how a page gets on board, its keys, origins, route rules, tokens and people. */
import type { SiteSettings } from '@throughline/protocol';
import { useAnswer } from '../../api/use-answer.ts';
import { useRole } from '../../state/role.ts';
import { Answered, Quiet } from '../../ui/panel.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';
import { FirstView } from './first-view.tsx';
import { General } from './general.tsx';
import { Keys } from './keys.tsx';
import { Members } from './members.tsx';
import { RouteRulesPanel } from './route-rules.tsx';
import css from './settings-screen.module.css';
import { Snippets } from './snippets.tsx';
import { ApiTokens, ServiceTokens } from './tokens.tsx';

export function SettingsScreen({ site }: { site: string }) {
  const settings = useAnswer<SiteSettings>(site, { asks: 'nothing', of: '', everyMs: 60_000 });
  const role = useRole(site);
  return (
    <>
      <ScreenHead crumbs={[]} title="Settings" facts={`You are ${role} of this site.`} />
      <Answered watched={settings} label="the settings">
        {(value) => (
          <div class={css.all}>
            <div class={css.pair}>
              <Snippets settings={value} />
              <FirstView site={site} settings={value} />
            </div>
            {role === 'owner' && (
              <div class={css.pair}>
                <General site={site} settings={value} onChange={settings.retry} />
                <Keys site={site} settings={value} onChange={settings.retry} />
              </div>
            )}
            <RouteRulesPanel site={site} canEdit={role !== 'viewer'} />
            {role === 'owner' ? (
              <>
                <Members site={site} />
                <div class={css.pair}>
                  <ServiceTokens site={site} />
                  <ApiTokens site={site} />
                </div>
              </>
            ) : (
              <Quiet>Keys, tokens and people are shown to owners.</Quiet>
            )}
          </div>
        )}
      </Answered>
    </>
  );
}
