/** What the one who is logged in may do in a site. The server checks it again. */
import type { SiteRow } from '@throughline/protocol';
import { useApp } from '../app-context.ts';

export function useRole(site: string): SiteRow['role'] {
  const state = useApp().session.state.value;
  const sites = state.status === 'logged-in' ? state.session.sites : [];
  return sites.find(({ id }) => id === site)?.role ?? 'viewer';
}
