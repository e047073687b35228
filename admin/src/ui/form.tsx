/** What forms are made of: fields whose fault is told beside them, and a button that sends once. */
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Answer, Failure } from '../api/client.ts';
import { Button } from './button.tsx';
import css from './form.module.css';
import { tellFailure } from './notice.tsx';

export type Sending = {
  isSending: boolean;
  failure: Failure | null;
  hasSucceeded: boolean;
  /** @returns the answer's value, or null when it failed. */
  send<T>(request: () => Promise<Answer<T>>): Promise<T | null>;
};

export function useSending(): Sending {
  const [state, setState] = useState<Omit<Sending, 'send'>>({
    isSending: false,
    failure: null,
    hasSucceeded: false,
  });
  return {
    ...state,
    async send(request) {
      setState({ isSending: true, failure: null, hasSucceeded: false });
      const answer = await request();
      setState({
        isSending: false,
        failure: answer.ok ? null : answer.failure,
        hasSucceeded: answer.ok,
      });
      return answer.ok ? answer.value : null;
    },
  };
}

type FormProps = {
  sending: Sending;
  submit: string;
  onSubmit: (form: FormData) => void;
  /** Beside the button. */
  others?: ComponentChildren;
  /** Said after success. */
  done?: string;
  children: ComponentChildren;
};

export function Form({ sending, submit, onSubmit, others, done, children }: FormProps) {
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(new FormData(event.currentTarget as HTMLFormElement));
      }}
    >
      {children}
      <div class={css.wide}>
        <FailureText failure={sending.failure} />
        <div class={css.buttons}>
          <Button type="submit" look="main" isDisabled={sending.isSending}>
            {sending.isSending ? 'Sending…' : submit}
          </Button>
          {others}
          {sending.hasSucceeded && done && (
            <span class={css.said} role="status">
              {done}
            </span>
          )}
        </div>
      </div>
    </form>
  );
}

export function FailureText({ failure }: { failure: Failure | null }) {
  if (!failure) return null;
  const { title, text } = tellFailure(failure);
  const field = failure.kind === 'problem' && failure.field ? `${failure.field}: ` : '';
  return (
    <p class={css.wrong} role="alert">
      {title}. {field}
      {text}
    </p>
  );
}

type FieldProps = {
  label: string;
  hint?: string;
  isWide?: boolean;
  /** Makes the control, which has to carry the id. */
  children: (id: string) => ComponentChildren;
};

export function Field({ label, hint, isWide, children }: FieldProps) {
  const id = useId();
  return (
    <div class={`${css.field} ${isWide ? css.wide : ''}`}>
      <label for={id}>{label}</label>
      {children(id)}
      {hint && <span class={css.hint}>{hint}</span>}
    </div>
  );
}

/** Text to be taken elsewhere, with a button that copies it. */
export function CodeBox({ label, text }: { label: string; text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div class={css.code}>
      {/* It may scroll sideways, so the keyboard has to reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section aria-label={label} tabIndex={0}>
        <pre>
          <code>{text}</code>
        </pre>
      </section>
      <Button
        label={`Copy ${label}`}
        onClick={() => {
          navigator.clipboard?.writeText(text).then(
            () => setIsCopied(true),
            () => setIsCopied(false),
          );
        }}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}

/** Shown once and never again: a password or a token. */
export function Secret({ title, text }: { title: string; text: string }) {
  return (
    <div class={css.secret} role="status">
      <strong>{title}</strong>
      <CodeBox label={title} text={text} />
      <span>It is shown once: keep it now.</span>
    </div>
  );
}
