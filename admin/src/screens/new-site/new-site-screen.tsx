/** Makes a site in one form and leads to the snippet. */
import type { SiteSettings } from '@throughline/protocol';
import { useApp } from '../../app-context.ts';
import { placePath } from '../../state/place.ts';
import { Field, Form, useSending } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';

export function NewSiteScreen() {
  const { client, session, router } = useApp();
  const sending = useSending();

  async function make(form: FormData): Promise<void> {
    const name = String(form.get('name')).trim();
    const origin = String(form.get('origin')).trim();
    const body = { id: toId(name), name, origins: origin === '' ? [] : [origin] };
    const made = await sending.send(() => client.post<SiteSettings>('/api/v1/sites', body));
    if (!made) return;
    await session.renew();
    router.go(placePath({ screen: 'settings', site: made.id }));
  }

  return (
    <>
      <ScreenHead
        crumbs={[{ label: 'Start', href: '/' }]}
        title="New site"
        facts="One form; the snippet comes next."
      />
      <Panel title="What is it?">
        <Form sending={sending} submit="Create the site" onSubmit={make}>
          <Field label="Name" hint="its id is made of it and stays">
            {(id) => <input id={id} name="name" required maxLength={60} autocomplete="off" />}
          </Field>
          <Field label="Origin" hint="e.g. https://example.org; empty: any page may report">
            {(id) => <input id={id} name="origin" type="url" placeholder="https://example.org" />}
          </Field>
        </Form>
      </Panel>
    </>
  );
}

/** `Ünser Shop!` → `unser-shop`. What is left of other scripts may be nothing: then a number has to do. */
function toId(name: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return id === '' ? `site-${Date.now().toString(36)}` : id;
}
