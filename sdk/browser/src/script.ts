/** `/sdk.js`: the SDK for a script tag. Starts from its `data-` attributes and answers to `throughline`. */
import type { Client } from './api.ts';
import { everything } from './everything.ts';
import type { StartOptions } from './options.ts';
import { safely } from './page/safely.ts';

type Call = [name: keyof Client, ...given: never[]];

safely(() => {
  const scope = window as { throughline?: Partial<Client> & { q?: Call[] } };
  const early = scope.throughline?.q;
  const call = safely((...[name, ...given]: Call) =>
    (everything[name] as (...given: never[]) => unknown)(...given),
  );
  const script = document.currentScript as HTMLScriptElement | null;
  const begin = safely(() => {
    scope.throughline = Object.assign(call, everything);
    if (script?.dataset.key) everything.start(toOptions(script));
    // Calls made before the script arrived, in their order.
    for (const given of early ?? []) call(...given);
  });
  // Where the stub takes calls meanwhile, a task of its own: together they would be a long one on a slow machine.
  if (early) setTimeout(begin);
  else begin();
})();

/** Every attribute is an option in kebab case; `false` is false, and one without value is true. */
function toOptions({ dataset, src }: HTMLScriptElement): StartOptions {
  const options: Record<string, unknown> = { endpoint: new URL(src).origin };
  for (const name in dataset) options[name] = dataset[name] !== 'false' && (dataset[name] || true);
  // `start` asks for the key, and reads every other option as text may be read.
  return options as StartOptions;
}
