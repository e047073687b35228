/**
 * Answers kept by key, forgotten by tag. Many who ask at once cause one loading; what was begun before a change is neither
 * kept nor handed to those who ask after it.
 */

/** Where texts are kept: in this process, or in Redis for all of them. */
export interface CacheStore {
  get(key: string): Promise<string | undefined> | string | undefined;
  set(key: string, text: string, tags: readonly string[]): Promise<void> | void;
  forget(tags: readonly string[]): Promise<void> | void;
  clear(): Promise<void> | void;
  stop(): Promise<void> | void;
}

export type Cache = {
  /** @param load Called when nothing is kept; undefined is not kept. */
  get(
    key: string,
    tags: readonly string[],
    load: () => Promise<string | undefined>,
  ): Promise<string | undefined>;
  forget(tags: readonly string[]): void;
  /** After changes that nobody told of. */
  clear(): void;
  stop(): Promise<void>;
};

type Flight = { text: Promise<string | undefined>; tags: readonly string[] };

/** Times a look-up; undefined is a miss. */
export type TimeLookup = <T>(lookUp: () => T) => T;

/** @param onFault A store that fails is as good as an empty one. */
export function createCache(
  store: CacheStore,
  { onFault, time }: { onFault: (error: unknown) => void; time: TimeLookup },
): Cache {
  const flights = new Map<string, Flight>();
  const changes = new Map<string, number>();
  let clearings = 0;
  /** A store elsewhere takes its time to forget; nobody reads from it meanwhile. */
  let forgotten: Promise<unknown> = Promise.resolve();

  const stateOf = (tags: readonly string[]) =>
    tags.reduce((sum, tag) => sum + (changes.get(tag) ?? 0), clearings);
  const harmless = async <T>(work: () => Promise<T> | T): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      onFault(error);
      return undefined;
    }
  };

  async function find(
    key: string,
    tags: readonly string[],
    load: () => Promise<string | undefined>,
  ): Promise<string | undefined> {
    await forgotten;
    const kept = await harmless(() => time(() => store.get(key)));
    if (kept !== undefined) return kept;
    const before = stateOf(tags);
    const text = await load();
    if (text !== undefined && stateOf(tags) === before) await harmless(() => store.set(key, text, tags));
    return text;
  }

  return {
    get(key, tags, load) {
      const flying = flights.get(key);
      if (flying) return flying.text;
      const flight: Flight = { tags, text: find(key, tags, load) };
      flights.set(key, flight);
      const land = () => {
        if (flights.get(key) === flight) flights.delete(key);
      };
      flight.text.then(land, land);
      return flight.text;
    },
    forget(tags) {
      for (const tag of tags) changes.set(tag, (changes.get(tag) ?? 0) + 1);
      for (const [key, flight] of flights)
        if (flight.tags.some((tag) => tags.includes(tag))) flights.delete(key);
      forgotten = Promise.all([forgotten, harmless(() => store.forget(tags))]);
    },
    clear() {
      clearings++;
      flights.clear();
      void harmless(() => store.clear());
    },
    stop: async () => {
      await store.stop();
    },
  };
}
