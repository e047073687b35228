/** `/sdk.js`: the SDK for a script tag. Starts from its `data-` attributes and answers to `throughline`. */
import type { Client } from './api.ts';
import { everything } from './everything.ts';
import type { StartOptions } from './options.ts';
import { safely } from './page/safely.ts';

type Call = [name: keyof Client, ...given: never[]];

safely(() => {
  const scope = window as { throughline?: Partial<Client> & { q?: Call[] } };
  const early = scope.throughline?.q ?? [];
  const call = safely((...[name, ...given]: Call) =>
    (everything[name] as (...given: never[]) => unknown)(...given),
  );
  scope.throughline = Object.assign(call, everything);

  const script = document.currentScript as HTMLScriptElement | null;
  if (script?.dataset.key) everything.start(toOptions(script));
  // Calls made before the script arrived, in their order.
  for (const given of early) call(...given);
})();

/** Every attribute is an option in kebab case; `false` is false, and one without value is true. */
function toOptions({ dataset, src }: HTMLScriptElement): StartOptions {
  const given = Object.entries(dataset).map(([name, value]) => [name, value !== 'false' && (value || true)]);
  return { endpoint: new URL(src).origin, ...Object.fromEntries(given) };
}
