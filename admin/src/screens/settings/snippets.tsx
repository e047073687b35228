/** The line that a page has to carry, in the forms that people need it in. */
import type { SiteSettings } from '@throughline/protocol';
import { useWatch } from '../../api/use-watch.ts';
import { useApp } from '../../app-context.ts';
import { Choice } from '../../ui/choice.tsx';
import { CodeBox } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';
import css from './settings-screen.module.css';

const forms = [
  { value: 'script', label: 'script' },
  { value: 'integrity', label: 'script, pinned (SRI)' },
  { value: 'nonce', label: 'script with a nonce (CSP)' },
  { value: 'npm', label: 'npm' },
  { value: 'server', label: 'Express + pg server' },
] as const;
type Form = (typeof forms)[number]['value'];

type Published = { path: string; integrity: string };

export function Snippets({ settings }: { settings: SiteSettings }) {
  const asked = useApp().router.address.value.params.get('snippet');
  const form = forms.find(({ value }) => value === asked)?.value ?? 'script';
  const sdk = useWatch<Published>({ key: 'sdk', path: () => '/sdk.json', everyMs: null });
  const published = sdk.state.status === 'ready' ? sdk.state.value : null;
  return (
    <Panel
      title="Get a page on board"
      actions={<Choice label="As" param="snippet" value={form} options={forms} usual="script" />}
    >
      <div class={css.part}>
        <CodeBox
          label="snippet"
          text={toSnippet(form, settings.writeKey, window.location.origin, published)}
        />
        <p>{hints[form]}</p>
      </div>
    </Panel>
  );
}

const hints: Record<Form, string> = {
  script: 'Put it into the head of every page. It is loaded beside the page and delays nothing.',
  integrity:
    'The same, fixed to this very release: the browser refuses any other file. Renew it with an update.',
  nonce: 'For pages whose policy allows scripts by nonce; put your server’s own nonce in.',
  npm: 'For pages that are built: call start once, as early as you can.',
  server: 'Two lines make the time of an Express server and its SQL visible; the token is made below.',
};

function toSnippet(form: Form, key: string, origin: string, published: Published | null): string {
  if (form === 'npm')
    return `import { start } from '@throughline/browser';\n\nstart({ key: '${key}', endpoint: '${origin}' });`;
  if (form === 'server')
    return `import { createMonitor } from '@throughline/node';\n\nconst monitor = createMonitor({ service: 'my-service', endpoint: '${origin}', token: process.env.THROUGHLINE_TOKEN });\napp.use(monitor.express());`;
  if (form === 'integrity' && published)
    return `<script async src="${origin}${published.path}" integrity="${published.integrity}" crossorigin="anonymous" data-key="${key}"></script>`;
  const nonce = form === 'nonce' ? ' nonce="…"' : '';
  return `<script async${nonce} src="${origin}/sdk.js" data-key="${key}"></script>`;
}
