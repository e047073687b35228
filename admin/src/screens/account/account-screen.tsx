/** The one who is logged in: the password. */
import { useApp } from '../../app-context.ts';
import { Field, Form, useSending } from '../../ui/form.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenHead } from '../../ui/screen-head.tsx';

export function AccountScreen() {
  const { client, session } = useApp();
  const sending = useSending();
  const state = session.state.value;

  async function change(form: FormData): Promise<void> {
    const body = { current: String(form.get('current')), next: String(form.get('next')) };
    await sending.send(() => client.put('/api/v1/password', body));
  }

  return (
    <>
      <ScreenHead
        crumbs={[{ label: 'Start', href: '/' }]}
        title="Account"
        facts={state.status === 'logged-in' ? state.session.email : ''}
      />
      <Panel title="Password">
        <Form sending={sending} submit="Change the password" done="Changed." onSubmit={change}>
          <Field label="Password now">
            {(id) => (
              <input id={id} name="current" type="password" autocomplete="current-password" required />
            )}
          </Field>
          <Field label="New password" hint="at least 12 characters">
            {(id) => (
              <input
                id={id}
                name="next"
                type="password"
                autocomplete="new-password"
                minLength={12}
                required
              />
            )}
          </Field>
        </Form>
      </Panel>
    </>
  );
}
