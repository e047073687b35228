/** Gives statements that differ only in their values one text and one name. Values never get past here. */
import { createHash } from 'node:crypto';
import { limits } from '@throughline/protocol/limits';
import { toTokens } from './tokens.ts';

/** Longest text looked at, in UTF-16 code units: bulk inserts can be megabytes. */
const longestRead = 16_384;

/**
 * The text without values: literals become `?`, lists of values `(…)`, further rows of an insert `, …`.
 * Parameters (`$1`) stay. At most `limits.statementLength` long.
 */
export function normaliseStatement(text: string): string {
  return collapseLists(toTokens(text.slice(0, longestRead)))
    .join('')
    .replace(/[\s;]+$/, '')
    .slice(0, limits.statementLength)
    .toWellFormed();
}

/** 16 hex digits that name a normalised text. Upper and lower case count as the same, as they do in SQL. */
export function toFingerprint(normalised: string): string {
  return createHash('sha256').update(normalised.toLowerCase()).digest('hex').slice(0, 16);
}

/** Only after `in`, `array` and `values`: `coalesce($1, $2)` is a call and stays. */
function collapseLists(tokens: string[]): string[] {
  const out: string[] = [];
  const closes = matchBrackets(tokens);
  let at = 0;
  while (at < tokens.length) {
    const word = (tokens[at] as string).toLowerCase();
    out.push(tokens[at++] as string);
    if (word !== 'in' && word !== 'array' && word !== 'values') continue;

    const open = skipSpace(tokens, at);
    const close = closes.get(open);
    if (close === undefined) continue;
    if (word === 'values') {
      const end = skipFurtherRows(tokens, closes, close + 1);
      out.push(...tokens.slice(at, close + 1));
      if (end > close + 1) out.push(', …');
      at = end;
    } else if (holdsOnlyValues(tokens, open + 1, close)) {
      out.push(...tokens.slice(at, open + 1), '…', tokens[close] as string);
      at = close + 1;
    }
  }
  return out;
}

function skipSpace(tokens: string[], at: number): number {
  return tokens[at] === ' ' ? at + 1 : at;
}

/** Where each bracket that is opened is closed; those that never are have no entry. */
function matchBrackets(tokens: string[]): Map<number, number> {
  const closes = new Map<number, number>();
  const open: number[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token === '(' || token === '[') open.push(at);
    if (token !== ')' && token !== ']') continue;
    const from = open.pop();
    if (from !== undefined) closes.set(from, at);
  }
  return closes;
}

/** An insert of 10 rows and one of 1,000 are the same statement. */
function skipFurtherRows(tokens: string[], closes: Map<number, number>, after: number): number {
  let end = after;
  for (;;) {
    const comma = skipSpace(tokens, end);
    if (tokens[comma] !== ',') return end;
    const close = closes.get(skipSpace(tokens, comma + 1));
    if (close === undefined) return end;
    end = close + 1;
  }
}

/** Literals, parameters, null, rows of them, and their casts. A sub-select is not. */
function holdsOnlyValues(tokens: string[], from: number, to: number): boolean {
  let values = 0;
  for (let at = from; at < to; at++) {
    const token = tokens[at] as string;
    if (token === '?' || /^\$\d/.test(token)) values++;
    else if (!/^(?:[ ,():[\]]|null|default)$/i.test(token) && tokens[at - 1] !== ':') return false;
  }
  return values > 0;
}
