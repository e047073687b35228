/** The top of a screen: the way back, what is shown, and the controls that choose it. Takes the focus on arrival. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import css from './screen-head.module.css';

export type Crumb = { label: string; href: string };

type ScreenHeadProps = {
  crumbs: Crumb[];
  title: string;
  facts: ComponentChildren;
  controls?: ComponentChildren;
};

export function ScreenHead({ crumbs, title, facts, controls }: ScreenHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${title} · Throughline`;
  }, [title]);

  return (
    <header class={css.head}>
      <div class={css.titles}>
        {crumbs.length > 0 && (
          <nav aria-label="Way back">
            <ol class={css.crumbs}>
              {crumbs.map((crumb) => (
                <li key={crumb.href}>
                  <a href={crumb.href}>{crumb.label}</a>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1 class={css.title} ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p class={css.facts}>{facts}</p>
      </div>
      {controls && <div class={css.controls}>{controls}</div>}
    </header>
  );
}
