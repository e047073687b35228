/** Starts the dashboard: makes what all screens share and mounts the app. */
import { render } from 'preact';
import { createClient } from './api/client.ts';
import { AppFrame } from './app.tsx';
import { AppContext } from './app-context.ts';
import { nameOwnViews } from './state/own-views.ts';
import { createRouter } from './state/router.ts';
import { createSession } from './state/session.ts';
import { createTheme } from './state/theme.ts';
import '@fontsource-variable/geist';
import './styles/tokens.css';
import './styles/base.css';

const theme = createTheme(window);
const client = createClient(window.fetch.bind(window), () => session.expire());
const session = createSession(client);
const router = createRouter(window);
nameOwnViews(window, router);
const surroundings = {
  isVisible: () => document.visibilityState === 'visible',
  onVisible: (listener: () => void) => {
    const listen = () => {
      if (document.visibilityState === 'visible') listener();
    };
    document.addEventListener('visibilitychange', listen);
    return () => document.removeEventListener('visibilitychange', listen);
  },
  nowMs: () => Date.now(),
};

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no #app to mount on');
session.open();
render(
  <AppContext.Provider value={{ client, router, session, theme, surroundings }}>
    <AppFrame />
  </AppContext.Provider>,
  root,
);
