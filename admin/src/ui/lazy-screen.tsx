/** A screen whose code is fetched when it is first asked for. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FailedNotice } from './notice.tsx';
import { Skeleton } from './skeleton.tsx';

export type Lazy<Props> = {
  /** Starts the download, or gives the one under way. A failed one is forgotten, so that it can be tried again. */
  load: () => Promise<ComponentType<Props>>;
  loaded: () => ComponentType<Props> | null;
};

export function lazyScreen<Props>(fetchScreen: () => Promise<ComponentType<Props>>): Lazy<Props> {
  let pending: Promise<ComponentType<Props>> | null = null;
  let component: ComponentType<Props> | null = null;
  return {
    loaded: () => component,
    load() {
      pending ??= fetchScreen().then(
        (fetched) => {
          component = fetched;
          return fetched;
        },
        (error) => {
          pending = null;
          throw error;
        },
      );
      return pending;
    },
  };
}

/** Give it a `key` of its own for every screen: it does not look out for another `screen`. */
export function LazyScreen<Props extends object>({ screen, props }: { screen: Lazy<Props>; props: Props }) {
  const [state, setState] = useState<'loading' | 'loaded' | 'failed'>('loading');
  function load(): void {
    setState('loading');
    screen.load().then(
      () => setState('loaded'),
      () => setState('failed'),
    );
  }
  useEffect(load, []);

  const Component = screen.loaded();
  if (Component) return <Component {...props} />;
  if (state === 'failed') return <FailedNotice failure={{ kind: 'unreachable' }} onRetry={load} />;
  return <Skeleton label="Loading the screen" />;
}
