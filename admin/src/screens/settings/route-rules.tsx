/** The site's own route rules, in the order in which they are asked, with what they would make of the newest views. */
import type { RouteRule, RouteRules, RouteRulesPreview } from '@throughline/protocol';
import { useEffect, useState } from 'preact/hooks';
import { sitePath } from '../../api/paths.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatCount, formatPlural } from '../../format/count.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { FailureText, useSending } from '../../ui/form.tsx';
import { numberColumn } from '../../ui/number-column.ts';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';
import css from './settings-screen.module.css';

export function RouteRulesPanel({ site, canEdit }: { site: string; canEdit: boolean }) {
  const kept = useAnswer<RouteRules>(site, { asks: 'nothing', of: 'route-rules', everyMs: 600_000 });
  return (
    <Panel
      title="Route rules"
      hint="paths that match are one route; * stands for one segment, ** at the end for any rest; the first that matches wins"
    >
      <Answered watched={kept} label="the rules">
        {({ rules }) => <Editor site={site} kept={rules} canEdit={canEdit} onSaved={kept.retry} />}
      </Answered>
    </Panel>
  );
}

type EditorProps = { site: string; kept: readonly RouteRule[]; canEdit: boolean; onSaved: () => void };

function Editor({ site, kept, canEdit, onSaved }: EditorProps) {
  const { client } = useApp();
  const [rules, setRules] = useState<readonly RouteRule[]>(kept);
  const [preview, setPreview] = useState<RouteRulesPreview | null>(null);
  const sending = useSending();
  useEffect(() => setRules(kept), [kept]);

  const change = (at: number, rule: RouteRule | null) => {
    setPreview(null);
    setRules(rule ? rules.with(at, rule) : rules.filter((_, index) => index !== at));
  };

  async function look(): Promise<void> {
    const path = sitePath(site, 'route-rules/preview');
    setPreview(await sending.send(() => client.post<RouteRulesPreview>(path, { rules })));
  }

  async function save(): Promise<void> {
    const saved = await sending.send(() => client.put(sitePath(site, 'route-rules'), { rules }));
    if (saved !== null) onSaved();
  }

  return (
    <div class={css.rules}>
      {rules.length === 0 && (
        <Quiet>None: routes come from the servers, or from what the addresses have in common.</Quiet>
      )}
      {rules.map((rule, at) => (
        // Rules have no name of their own: their place in the order is what they are.
        <div class={css.rule} key={at}>
          <input
            aria-label={`Pattern of rule ${at + 1}`}
            value={rule.pattern}
            placeholder="/shop/*/reviews"
            readOnly={!canEdit}
            onInput={({ currentTarget }) => change(at, { ...rule, pattern: currentTarget.value })}
          />
          <span aria-hidden="true">→</span>
          <input
            aria-label={`Route of rule ${at + 1}`}
            value={rule.route}
            placeholder="/shop/:product/reviews"
            readOnly={!canEdit}
            onInput={({ currentTarget }) => change(at, { ...rule, route: currentTarget.value })}
          />
          {canEdit && <Button onClick={() => change(at, null)}>Remove</Button>}
        </div>
      ))}
      <FailureText failure={sending.failure} />
      <div>
        {canEdit && (
          <Button onClick={() => setRules([...rules, { pattern: '', route: '' }])}>Add a rule</Button>
        )}{' '}
        <Button isDisabled={sending.isSending} onClick={look}>
          Look at what they group
        </Button>{' '}
        {canEdit && (
          <Button look="main" isDisabled={sending.isSending} onClick={save}>
            Save the rules
          </Button>
        )}
      </div>
      {preview && <Preview preview={preview} />}
    </div>
  );
}

function Preview({ preview: { views, groups } }: { preview: RouteRulesPreview }) {
  return (
    <section aria-label="What the rules group">
      <p role="status">
        Of the newest {formatPlural(views, 'view')} the rules make {formatPlural(groups.length, 'route')}. So
        far nothing is changed.
      </p>
      <DataTable
        caption="What the rules group"
        rows={groups}
        keyOf={({ route }) => route}
        columns={[
          { label: 'Route', cell: ({ route }) => route },
          numberColumn(
            'Views',
            ({ views: count }: RouteRulesPreview['groups'][number]) => count,
            formatCount,
          ),
          { label: 'Is now', cell: ({ routesNow }) => routesNow.join(', ') },
          { label: 'For example', cell: ({ urls }) => urls.join(' ') },
        ]}
      />
    </section>
  );
}
