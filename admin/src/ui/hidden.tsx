/** Text for those who listen instead of look. */
import type { ComponentChildren } from 'preact';
import css from './hidden.module.css';

export function Hidden({ children }: { children: ComponentChildren }) {
  return <span class={css.hidden}>{children}</span>;
}
