/** Name, origins, and whether automated browsers count; and the end of a site. */
import type { SiteSettings } from '@throughline/protocol';
import { sitePath } from '../../api/paths.ts';
import { useApp } from '../../app-context.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Form, useSending } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';

type GeneralProps = { site: string; settings: SiteSettings; onChange: () => void };

export function General({ site, settings, onChange }: GeneralProps) {
  const { client, session, router } = useApp();
  const sending = useSending();

  async function save(form: FormData): Promise<void> {
    const changes = {
      name: String(form.get('name')),
      origins: toLines(String(form.get('origins'))),
      countsBots: form.get('countsBots') === 'yes',
    };
    const saved = await sending.send(() => client.patch(sitePath(site, ''), changes));
    if (saved !== null) onChange();
  }

  async function remove(): Promise<void> {
    const typed = window.prompt(
      `Everything that ${settings.name} has stored will be erased. Type its id, ${site}, to go on.`,
    );
    if (typed !== site) return;
    const answer = await client.delete(sitePath(site, ''));
    if (!answer.ok) return;
    await session.renew();
    router.go('/');
  }

  return (
    <Panel title="Site">
      <Form
        sending={sending}
        submit="Save"
        done="Saved."
        onSubmit={save}
        others={<Button onClick={remove}>Delete the site…</Button>}
      >
        <Field label="Name">
          {(id) => <input id={id} name="name" required defaultValue={settings.name} />}
        </Field>
        <Field label="Views of automated browsers">
          {(id) => (
            <select id={id} name="countsBots">
              <option value="no" selected={!settings.countsBots}>
                are left out of every answer
              </option>
              <option value="yes" selected={settings.countsBots}>
                count
              </option>
            </select>
          )}
        </Field>
        <Field
          label="Origins, one a line"
          hint="e.g. https://example.org; any origin is heard while it is empty"
          isWide
        >
          {(id) => <textarea id={id} name="origins" defaultValue={settings.origins.join('\n')} />}
        </Field>
      </Form>
    </Panel>
  );
}

function toLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
