/** What every screen may use: made once in main.tsx, handed down by context. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Client } from './api/client.ts';
import type { WatchSurroundings } from './api/watch.ts';
import type { Router } from './state/router.ts';
import type { SessionKeeper } from './state/session.ts';
import type { ThemeKeeper } from './state/theme.ts';

export type App = {
  client: Client;
  router: Router;
  session: SessionKeeper;
  theme: ThemeKeeper;
  surroundings: WatchSurroundings;
};

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('useApp was called outside of AppContext: render under main.tsx');
  return app;
}
