/** The magazine's own words in the languages it is printed in. */

export const locales = ['en', 'de', 'fr'] as const;
export type Locale = (typeof locales)[number];

type Words = {
  name: string;
  motto: string;
  home: string;
  search: string;
  archive: string;
  writers: string;
  older: string;
  more: string;
  longRead: string;
  lookFor: string;
  found: (count: number, words: string) => string;
  inEnglish: string;
};

export const words: Record<Locale, Words> = {
  en: {
    name: 'English',
    motto: 'A small magazine about rivers, ferries and the people beside them',
    home: 'This week',
    search: 'Search',
    archive: 'Archive',
    writers: 'Writers',
    older: 'Older pieces',
    more: 'More from the river',
    longRead: 'The long read',
    lookFor: 'Look for words',
    found: (count, words) => (count === 0 ? `Nothing about “${words}”` : `About “${words}”`),
    inEnglish: '',
  },
  de: {
    name: 'Deutsch',
    motto: 'Ein kleines Magazin über Flüsse, Fähren und die Leute daneben',
    home: 'Diese Woche',
    search: 'Suche',
    archive: 'Archiv',
    writers: 'Wer schreibt',
    older: 'Ältere Stücke',
    more: 'Mehr vom Fluss',
    longRead: 'Das lange Stück',
    lookFor: 'Nach Wörtern suchen',
    found: (count, words) => (count === 0 ? `Nichts über „${words}“` : `Über „${words}“`),
    inEnglish: ' (englisch)',
  },
  fr: {
    name: 'Français',
    motto: 'Un petit magazine sur les rivières, les bacs et ceux qui vivent au bord',
    home: 'Cette semaine',
    search: 'Chercher',
    archive: 'Archives',
    writers: 'Les plumes',
    older: 'Plus anciens',
    more: 'Encore de la rivière',
    longRead: 'Le grand récit',
    lookFor: 'Chercher des mots',
    found: (count, words) => (count === 0 ? `Rien sur « ${words} »` : `Sur « ${words} »`),
    inEnglish: ' (en anglais)',
  },
};

/** The address of a page in a language; English ones have no prefix. */
export function pathIn(locale: Locale, path: string): string {
  return locale === 'en' ? path : `/${locale}${path === '/' ? '' : path}`;
}
