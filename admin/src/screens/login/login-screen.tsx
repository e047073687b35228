/** The door. Stands in front of whatever address was asked for, which then opens without a detour. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import { useApp } from '../../app-context.ts';
import { Brand } from '../../ui/brand.tsx';
import { Button } from '../../ui/button.tsx';
import css from './login-screen.module.css';

export function LoginScreen({ hasExpired }: { hasExpired: boolean }) {
  const { session } = useApp();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Log in · Throughline';
    email.current?.focus();
  }, []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setIsBusy(true);
    const refused = await session.logIn({
      email: email.current?.value ?? '',
      password: password.current?.value ?? '',
    });
    if (!refused) return;
    setIsBusy(false);
    setFailure(refused);
    password.current?.select();
  }

  return (
    <main class={css.page}>
      <form class={css.card} onSubmit={submit}>
        <div class={css.brand}>
          <Brand />
          <h1 class={css.title}>Throughline</h1>
          <p class={css.claim}>One page view, from the browser’s paint down to the SQL statement.</p>
        </div>
        {hasExpired && !failure && (
          <p class={css.hint} role="status">
            Your session has ended. Log in to go on where you were.
          </p>
        )}
        {failure && (
          <p class={css.wrong} role="alert">
            {tell(failure)}
          </p>
        )}
        <label class={css.field}>
          E-mail
          <input ref={email} type="email" name="email" autocomplete="username" required maxLength={254} />
        </label>
        <label class={css.field}>
          Password
          <input
            ref={password}
            type="password"
            name="password"
            autocomplete="current-password"
            required
            maxLength={1024}
          />
        </label>
        <Button type="submit" look="main" isDisabled={isBusy}>
          {isBusy ? 'Logging in…' : 'Log in'}
        </Button>
      </form>
    </main>
  );
}

function tell(failure: Failure): string {
  if (failure.kind === 'unreachable') return 'The server does not answer. Try again in a moment.';
  if (failure.kind === 'logged-out')
    return 'The browser did not keep the session. Are cookies allowed for this address?';
  if (failure.code === 'too_many_requests') return 'Too many tries. Wait a minute, then try again.';
  return failure.detail ?? failure.title;
}
