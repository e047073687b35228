/** Who may see and change this site. */
import type { MadeMember, MemberList, Role } from '@throughline/protocol';
import { useState } from 'preact/hooks';
import { sitePath } from '../../api/paths.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useApp } from '../../app-context.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { FailureText, Field, Form, Secret, useSending } from '../../ui/form.tsx';
import { Answered, Panel } from '../../ui/panel.tsx';

const roles: readonly { value: Role; label: string }[] = [
  { value: 'viewer', label: 'viewer: sees everything' },
  { value: 'editor', label: 'editor: also budgets and route rules' },
  { value: 'owner', label: 'owner: also keys, tokens and people' },
];

export function Members({ site }: { site: string }) {
  const { client } = useApp();
  const list = useAnswer<MemberList>(site, { asks: 'nothing', of: 'members', everyMs: 60_000 });
  const [made, setMade] = useState<MadeMember | null>(null);
  const adding = useSending();
  const changing = useSending();

  async function add(form: FormData): Promise<void> {
    const body = { email: String(form.get('email')), role: String(form.get('role')) };
    const member = await adding.send(() => client.post<MadeMember>(sitePath(site, 'members'), body));
    setMade(member);
    if (member) list.retry();
  }

  async function change(id: string, role: Role | null): Promise<void> {
    const path = sitePath(site, `members/${id}`);
    await changing.send<unknown>(() => (role ? client.patch(path, { role }) : client.delete(path)));
    list.retry();
  }

  return (
    <Panel title="People">
      <Answered watched={list} label="the people">
        {({ members }) => (
          <DataTable
            caption="People"
            rows={members}
            keyOf={({ id }) => id}
            columns={[
              { label: 'E-mail', cell: ({ email }) => email },
              {
                label: 'Role',
                cell: ({ id, email, role }) => (
                  <select
                    aria-label={`Role of ${email}`}
                    value={role}
                    onChange={({ currentTarget }) =>
                      change(id, roles.find(({ value }) => value === currentTarget.value)?.value ?? role)
                    }
                  >
                    {roles.map(({ value, label }) => (
                      <option key={value} value={value}>
                        {label}
                      </option>
                    ))}
                  </select>
                ),
              },
              {
                label: 'Remove',
                cell: ({ id, email }) => (
                  <Button label={`Take the role of ${email} away`} onClick={() => change(id, null)}>
                    Remove
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Answered>
      <FailureText failure={changing.failure} />
      <Form sending={adding} submit="Add" done="Added." onSubmit={add}>
        <Field label="E-mail">
          {(id) => <input id={id} name="email" type="email" required autocomplete="off" />}
        </Field>
        <Field label="Role">
          {(id) => (
            <select id={id} name="role">
              {roles.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
      </Form>
      {made?.password && <Secret title={`Password of ${made.email}`} text={made.password} />}
    </Panel>
  );
}
