/** Makes a budget, or changes or deletes one. What does not fit is told by the server, field by field. */
import type { Budget } from '@throughline/protocol';
import { sitePath } from '../../api/paths.ts';
import { useApp } from '../../app-context.ts';
import { metricTitles } from '../../format/metric.ts';
import { percentiles } from '../../state/filters.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Form, useSending } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';
import { toBudget } from './to-budget.ts';

type BudgetFormProps = { site: string; budget?: Budget; onDone: () => void };

const scopes = [
  ['route', 'Route', 'of pages, e.g. /articles/:slug'],
  ['device', 'Device', 'of pages, e.g. mobile'],
  ['service', 'Service', 'of servers'],
  ['endpoint', 'Endpoint', 'of server requests, e.g. GET /articles/:slug'],
  ['query', 'Statement', 'its fingerprint, 16 hex digits'],
] as const;

export function BudgetForm({ site, budget, onDone }: BudgetFormProps) {
  const { client, router } = useApp();
  const sending = useSending();
  const path = sitePath(site, budget ? `budgets/${budget.id}` : 'budgets');
  const close = () => router.setParams({ budget: null });

  async function save(form: FormData): Promise<void> {
    const body = toBudget(form);
    const saved = await sending.send(() => (budget ? client.put(path, body) : client.post(path, body)));
    if (saved === null) return;
    onDone();
    close();
  }

  async function remove(): Promise<void> {
    if (!window.confirm('Delete this budget and its past?')) return;
    const answer = await client.delete(path);
    if (!answer.ok) return;
    onDone();
    close();
  }

  return (
    <Panel title={budget ? 'Change it' : 'New budget'}>
      <Form
        sending={sending}
        submit={budget ? 'Save' : 'Create'}
        onSubmit={save}
        others={
          <>
            <Button onClick={close}>Cancel</Button>
            {budget && <Button onClick={remove}>Delete</Button>}
          </>
        }
      >
        <Field label="Name">
          {(id) => <input id={id} name="name" required maxLength={200} defaultValue={budget?.name} />}
        </Field>
        <Field label="Of">
          {(id) => (
            <select id={id} name="metric" defaultValue={budget?.metric ?? 'lcp'}>
              {Object.entries(metricTitles).map(([value, title]) => (
                <option key={value} value={value} selected={value === (budget?.metric ?? 'lcp')}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Percentile">
          {(id) => (
            <select id={id} name="percentile">
              {percentiles.map((value) => (
                <option key={value} value={value} selected={value === (budget?.percentile ?? 75)}>
                  p{value}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Threshold label="Good up to" name="good" value={budget?.good} />
        <Threshold label="Missed above" name="poor" value={budget?.poor} />
        <Field label="Over the last … minutes" hint="1440 is a day">
          {(id) => (
            <input
              id={id}
              name="windowMinutes"
              type="number"
              min="5"
              max="43200"
              required
              defaultValue={String(budget?.windowMinutes ?? 1_440)}
            />
          )}
        </Field>
        {scopes.map(([name, label, hint]) => (
          <Field key={name} label={`${label} (all when empty)`} hint={hint}>
            {(id) => <input id={id} name={name} defaultValue={budget?.scope[name]} />}
          </Field>
        ))}
      </Form>
    </Panel>
  );
}

function Threshold({ label, name, value }: { label: string; name: string; value: number | undefined }) {
  return (
    <Field label={label} hint="milliseconds; a score for CLS, a number for counts">
      {(id) => (
        <input
          id={id}
          name={name}
          type="number"
          min="0"
          step="any"
          required
          defaultValue={value === undefined ? undefined : String(value)}
        />
      )}
    </Field>
  );
}
