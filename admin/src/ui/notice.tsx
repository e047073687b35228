/** What a screen says when it has nothing to show, could not ask, or shows something older than it should. */
import type { ComponentChildren } from 'preact';
import type { Failure } from '../api/client.ts';
import { formatClock } from '../format/moment.ts';
import { Button } from './button.tsx';
import css from './notice.module.css';

export function Notice({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}) {
  return (
    <section class={css.notice}>
      <h2 class={css.title}>{title}</h2>
      {children && <div class={css.text}>{children}</div>}
      {actions && <div class={css.actions}>{actions}</div>}
    </section>
  );
}

export function FailedNotice({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { title, text } = tellFailure(failure);
  return (
    <div role="alert">
      <Notice title={title} actions={<Button onClick={onRetry}>Try again</Button>}>
        <p>{text}</p>
        {failure.kind === 'problem' && failure.traceId && (
          <p>
            Trace <code>{failure.traceId}</code>
          </p>
        )}
      </Notice>
    </div>
  );
}

export function StaleNotice({
  failure,
  loadedAtMs,
  onRetry,
}: {
  failure: Failure;
  loadedAtMs: number;
  onRetry: () => void;
}) {
  return (
    <div class={css.stale} role="status">
      <span>
        <strong>Not live.</strong> {tellFailure(failure).title}; shown is the state of{' '}
        {formatClock(loadedAtMs)}. Trying again.
      </span>
      <Button onClick={onRetry}>Try now</Button>
    </div>
  );
}

export function tellFailure(failure: Failure): { title: string; text: string } {
  if (failure.kind === 'unreachable') {
    return {
      title: 'The server does not answer',
      text: 'It may be restarting, or your connection is down. What was measured meanwhile is not lost.',
    };
  }
  if (failure.kind === 'logged-out') return { title: 'You are logged out', text: 'Log in to go on.' };
  return {
    title: failure.title,
    text: failure.detail ?? `The server answered ${failure.status} (${failure.code}).`,
  };
}
