/** Narrows a list by text. `/` jumps here, Escape empties it first and leaves it then. */
import { useRef } from 'preact/hooks';
import css from './filter-box.module.css';
import { useKeys } from './use-keys.ts';

type FilterBoxProps = { label: string; value: string; onChange: (text: string) => void };

export function FilterBox({ label, value, onChange }: FilterBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.select() });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (value === '') input.current?.blur();
    else onChange('');
  }

  return (
    <div class={css.box}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.4 10.4 14 14" />
      </svg>
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span class={css.key} aria-hidden="true">
        /
      </span>
    </div>
  );
}
