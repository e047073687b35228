/** A number of a table with its small print under it, and the dash where there is none. */
import type { ComponentChildren } from 'preact';
import { Hidden } from './hidden.tsx';
import css from './number-lines.module.css';

type NumberLinesProps = {
  children: ComponentChildren;
  small: ComponentChildren;
  /** Says what the small print means. */
  title: string;
  /** Colours the small print; its words say the same. */
  tone?: 'good' | 'poor';
};

export function NumberLines({ children, small, title, tone }: NumberLinesProps) {
  return (
    <span class={css.lines}>
      {children}
      <small title={title} data-tone={tone}>
        {small}
      </small>
    </span>
  );
}

/** @param why For those who hear it. */
export function NoNumber({ why }: { why: string }) {
  return (
    <span class={css.missing}>
      <span aria-hidden="true">–</span>
      <Hidden>{why}</Hidden>
    </span>
  );
}
