/** `/sdk.js`: the SDK for a script tag. Starts from its `data-` attributes and answers to `throughline`. */
import { flush, mark, measure, reportWebVitals, setConsent, setRoute, start, stop } from './index.ts';
import type { StartOptions } from './options.ts';
import { safely } from './page/safely.ts';

type Call = [name: string, ...given: unknown[]];

safely(() => {
  const api = { start, mark, measure, flush, stop, setRoute, setConsent, reportWebVitals };
  const call = (...[name, ...given]: Call) =>
    (api[name as keyof typeof api] as ((...given: unknown[]) => unknown) | undefined)?.(...given);
  const scope = window as { throughline?: Partial<typeof api> & { q?: ArrayLike<unknown>[] } };
  const early = scope.throughline?.q ?? [];
  scope.throughline = Object.assign(call, api);

  const script = document.currentScript as HTMLScriptElement | null;
  if (script?.dataset.key) start(toOptions(script));
  // Calls made before the script arrived, in their order.
  for (const given of early) call(...(Array.from(given) as Call));
})();

/** Every attribute is an option in kebab case; one that is present without value is true. */
function toOptions({ dataset, src }: HTMLScriptElement): StartOptions {
  const { keepQuery, sampleRate, ...texts } = dataset;
  const given = Object.fromEntries(
    Object.entries(texts).map(([name, value]) => [name, value === 'false' ? false : value || true]),
  );
  return {
    ...given,
    key: `${dataset.key}`,
    endpoint: new URL(dataset.endpoint || '/', src).href,
    keepQuery: keepQuery?.split(','),
    sampleRate: sampleRate ? Number(sampleRate) : undefined,
  };
}
