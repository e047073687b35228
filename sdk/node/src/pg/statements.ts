/** Remembers the fingerprint of texts already seen: normalising costs microseconds, a look-up nanoseconds. */
import { normaliseStatement, toFingerprint } from './fingerprint.ts';

export type Statement = {
  /** 16 hex digits. */
  fingerprint: string;
  /** Normalised: no values. */
  text: string;
  /** Where it was last seen asked, `file:line`; looked for on first sight and after each slow run. */
  callSite: string | undefined;
  /** How many more runs are worth a look at the stack. */
  looksLeft: number;
};

/** One look may meet libraries only. */
export const mostLooks = 3;

export interface Statements {
  of(text: string): Statement;
  /** A statement seen lately. Looks through all of them: for people, not for requests. */
  find(fingerprint: string): Statement | undefined;
}

/** Texts kept per generation. A host that writes values into its texts would fill any map. */
const mostTexts = 1_000;

/** Two generations: the newer fills up and then replaces the older, so that common texts stay and no list is kept. */
export function createStatements(): Statements {
  let young = new Map<string, Statement>();
  let old = new Map<string, Statement>();

  return {
    of(text) {
      const known = young.get(text);
      if (known) return known;

      const statement = old.get(text) ?? read(text);
      if (young.size >= mostTexts) {
        old = young;
        young = new Map();
      }
      young.set(text, statement);
      return statement;
    },
    find(fingerprint) {
      for (const statement of [...young.values(), ...old.values()]) {
        if (statement.fingerprint === fingerprint) return statement;
      }
      return undefined;
    },
  };
}

function read(text: string): Statement {
  const normalised = normaliseStatement(text) || '(empty)';
  return {
    fingerprint: toFingerprint(normalised),
    text: normalised,
    callSite: undefined,
    looksLeft: mostLooks,
  };
}
