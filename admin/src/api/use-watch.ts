/** A watch that lives as long as the component that asks. */
import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { createWatch, type Question, type Watch, type WatchState } from './watch.ts';

export type Watched<T> = { state: WatchState<T>; retry: () => void };

/** @param question Null while there is nothing to ask yet. */
export function useWatch<T>(question: Question | null): Watched<T> {
  const { client, surroundings } = useApp();
  const watch = useMemo<Watch<T>>(
    () => createWatch<T>((path, signal) => client.get<T>(path, signal), surroundings),
    [client, surroundings],
  );

  useEffect(() => {
    if (question) watch.ask(question);
  }, [watch, question?.key, question?.everyMs]);
  useEffect(() => () => watch.stop(), [watch]);

  return { state: watch.state.value, retry: watch.retry };
}
