/** The write key, those before it that are still heard, and its replacement. */
import type { SiteSettings } from '@throughline/protocol';
import { sitePath } from '../../api/paths.ts';
import { useApp } from '../../app-context.ts';
import { formatFullMoment } from '../../format/moment.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { CodeBox, Field, Form, useSending } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';

type KeysProps = { site: string; settings: SiteSettings; onChange: () => void };

export function Keys({ site, settings, onChange }: KeysProps) {
  const { client } = useApp();
  const sending = useSending();

  async function rotate(form: FormData): Promise<void> {
    const oldValidDays = Number(form.get('days'));
    const made = await sending.send(() => client.post(sitePath(site, 'keys'), { oldValidDays }));
    if (made !== null) onChange();
  }

  async function end(key: string): Promise<void> {
    const answer = await client.delete(sitePath(site, `keys/${encodeURIComponent(key)}`));
    if (answer.ok) onChange();
  }

  return (
    <Panel title="Write key" hint="public: it lets a browser write, and nothing else">
      <CodeBox label="the write key" text={settings.writeKey} />
      {settings.oldKeys.length > 0 && (
        <DataTable
          caption="Keys before"
          rows={settings.oldKeys}
          keyOf={({ key }) => key}
          columns={[
            { label: 'Key before', cell: ({ key }) => <code>{key}</code> },
            { label: 'Heard until', cell: ({ validUntil }) => formatFullMoment(Date.parse(validUntil)) },
            { label: 'End', cell: ({ key }) => <Button onClick={() => end(key)}>End now</Button> },
          ]}
        />
      )}
      <Form sending={sending} submit="Replace the key" done="Replaced." onSubmit={rotate}>
        <Field label="Days for which the old key is still heard">
          {(id) => <input id={id} name="days" type="number" min="0" max="400" required defaultValue="30" />}
        </Field>
      </Form>
    </Panel>
  );
}
