/** Tokens of this site: for servers that report, and for programs that use the API. */
import type {
  ApiTokenList,
  ApiTokenRow,
  MadeApiToken,
  MadeServiceToken,
  ServiceTokenList,
  ServiceTokenRow,
} from '@throughline/protocol';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { sitePath } from '../../api/paths.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { formatAgo, formatFullMoment } from '../../format/moment.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Field, Form, Secret, useSending } from '../../ui/form.tsx';
import { Answered, Panel, Quiet } from '../../ui/panel.tsx';

export function ServiceTokens({ site }: { site: string }) {
  return (
    <Tokens<ServiceTokenRow, MadeServiceToken>
      site={site}
      of="service-tokens"
      title="Tokens of servers"
      hint="with one a service may report, and nothing else"
      toBody={(form) => ({ service: String(form.get('service')) })}
      nameOf={({ service }) => service}
      columns={[
        { label: 'Service', cell: ({ service }) => service },
        { label: 'Made', cell: ({ createdAt }) => formatFullMoment(Date.parse(createdAt)) },
      ]}
    >
      <Field label="Service" hint="as it names itself, e.g. shop-api">
        {(id) => <input id={id} name="service" required />}
      </Field>
    </Tokens>
  );
}

export function ApiTokens({ site }: { site: string }) {
  return (
    <Tokens<ApiTokenRow, MadeApiToken>
      site={site}
      of="api-tokens"
      title="Tokens for the API"
      hint="for programs; each is of this site alone"
      toBody={(form) => ({ name: String(form.get('name')), scope: String(form.get('scope')) })}
      nameOf={({ name }) => name}
      columns={[
        { label: 'Name', cell: ({ name }) => name },
        { label: 'May', cell: ({ scope }) => scope },
        {
          label: 'Used last',
          cell: ({ lastUsedAt }) => (lastUsedAt ? formatAgo(Date.parse(lastUsedAt), Date.now()) : 'never'),
        },
      ]}
    >
      <Field label="Name">{(id) => <input id={id} name="name" required />}</Field>
      <Field label="May">
        {(id) => (
          <select id={id} name="scope">
            <option value="read">read</option>
            <option value="write">write: also budgets and rules</option>
            <option value="admin">admin: everything an owner may</option>
          </select>
        )}
      </Field>
    </Tokens>
  );
}

type TokensProps<Row> = {
  site: string;
  of: 'service-tokens' | 'api-tokens';
  title: string;
  hint: string;
  toBody: (form: FormData) => object;
  nameOf: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** The fields of the form. */
  children: ComponentChildren;
};

function Tokens<Row extends { id: string }, Made extends Row & { token: string }>({
  site,
  of,
  title,
  hint,
  toBody,
  nameOf,
  columns,
  children,
}: TokensProps<Row>) {
  const { client } = useApp();
  const list = useAnswer<ServiceTokenList | ApiTokenList>(site, { asks: 'nothing', of, everyMs: 60_000 });
  const [made, setMade] = useState<Made | null>(null);
  const sending = useSending();

  async function make(form: FormData): Promise<void> {
    setMade(await sending.send(() => client.post<Made>(sitePath(site, of), toBody(form))));
    list.retry();
  }

  async function revoke(row: Row): Promise<void> {
    if (!window.confirm(`Revoke the token of ${nameOf(row)}? It is refused from the next request on.`))
      return;
    await client.delete(sitePath(site, `${of}/${row.id}`));
    list.retry();
  }

  const revoking: Column<Row> = {
    label: 'Revoke',
    cell: (row) => (
      <Button label={`Revoke the token of ${nameOf(row)}`} onClick={() => revoke(row)}>
        Revoke
      </Button>
    ),
  };
  return (
    <Panel title={title} hint={hint}>
      <Answered watched={list} label={title}>
        {({ tokens }) =>
          tokens.length === 0 ? (
            <Quiet>None yet.</Quiet>
          ) : (
            // Which of the two lists was asked for is what `of` says, and `Row` goes with it.
            <DataTable
              caption={title}
              rows={tokens as unknown as readonly Row[]}
              keyOf={({ id }) => id}
              columns={[...columns, revoking]}
            />
          )
        }
      </Answered>
      <Form sending={sending} submit="Make a token" onSubmit={make}>
        {children}
      </Form>
      {made && <Secret title={`Token of ${nameOf(made)}`} text={made.token} />}
    </Panel>
  );
}
