/** The locales of this installation. The first is the one that every entry has. */
import { Refusal } from '../http/problem.ts';

export type Locales = {
  all: readonly string[];
  /**
   * The translations to lay over the first locale, the nearest last: `de-AT` → `de`, `de-AT`; those of the first locale
   * itself need none. @throws Refusal for a locale that is not one of these.
   */
  chain(locale: string | undefined): string[];
};

export function createLocales(all: readonly string[]): Locales {
  const [first] = all;
  return {
    all,
    chain(locale) {
      if (locale === undefined || locale === first) return [];
      if (!all.includes(locale)) {
        throw new Refusal('invalid_query', `The locales here are ${all.join(', ')}.`, 'locale');
      }
      const parts = locale.split('-');
      const wider = parts.map((_, index) => parts.slice(0, index + 1).join('-'));
      return wider.filter((one) => one !== first && all.includes(one));
    },
  };
}
