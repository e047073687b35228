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

export function LazyScreen<Props extends object>({ screen, props }: { screen: Lazy<Props>; props: Props }) {
  const [attempt, setAttempt] = useState(0);
  const [, setProgress] = useState<'loading' | 'loaded' | 'failed'>('loading');
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    setHasFailed(false);
    screen.load().then(
      () => setProgress('loaded'),
      () => setHasFailed(true),
    );
  }, [screen, attempt]);

  const Component = screen.loaded();
  if (Component) return <Component {...props} />;
  if (hasFailed) {
    return <FailedNotice failure={{ kind: 'unreachable' }} onRetry={() => setAttempt(attempt + 1)} />;
  }
  return <Skeleton label="Loading the screen" />;
}
