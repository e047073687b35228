/**
 * Cuts a statement's text into tokens without values: every literal is `?`, every comment and line break a space.
 * No parser: what it does not understand it drops, because what is dropped cannot leak.
 */

const space = /\s/;
const identifierStart = /[\p{L}_]/u;
const identifierRest = /[\p{L}\p{N}_$]/u;
const digit = /[0-9]/;
const dollarTag = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const number = /0[xob][0-9a-f_]+|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:e[+-]?[0-9_]+)?/iy;
/** A sign after one of these belongs to its number: `= -5` and `= 5` are the same statement. */
const signPlace = /^(?:[=<>(,[]|limit|offset|then|else|and|or|by)$/i;

/** Words, quoted identifiers, `?`, `$1`, single spaces (never two in a row) and single other characters. */
export function toTokens(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  let lastToken = '(';
  while (at < text.length) {
    const [token, next] = readToken(text, at, lastToken);
    at = next;
    if (token !== ' ') lastToken = token;
    else if (tokens.length === 0 || tokens.at(-1) === ' ') continue;
    tokens.push(token);
  }
  return tokens;
}

/** The next token, and where the one after it starts. */
function readToken(text: string, at: number, before: string): [token: string, next: number] {
  const char = text[at] as string;
  if (space.test(char)) return [' ', at + 1];
  if (char === "'") return ['?', endOfString(text, at, false)];
  if (char === '"') return readQuotedIdentifier(text, at);
  if (text.startsWith('--', at)) return [' ', endOfLine(text, at)];
  if (text.startsWith('/*', at)) return [' ', endOfComment(text, at)];
  if (char === '$') return readDollar(text, at);
  if (identifierStart.test(char)) return readWord(text, at);
  if (isNumberAt(text, at)) return readNumber(text, at);
  if (char === '-' && isNumberAt(text, at + 1) && signPlace.test(before)) return readNumber(text, at + 1);
  return [char, at + 1];
}

function isNumberAt(text: string, at: number): boolean {
  return /^\.?[0-9]/.test(text.slice(at, at + 2));
}

function readNumber(text: string, at: number): [string, number] {
  number.lastIndex = at;
  const length = number.exec(text)?.[0].length ?? 1;
  return ['?', at + length];
}

function readQuotedIdentifier(text: string, at: number): [string, number] {
  let end = text.indexOf('"', at + 1);
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end === -1) return ['?', text.length];
  return [text.slice(at, end + 1), end + 1];
}

/** `$1` stays, `$tag$…$tag$` is a string. */
function readDollar(text: string, at: number): [string, number] {
  dollarTag.lastIndex = at;
  const tag = dollarTag.exec(text)?.[0];
  if (tag !== undefined) {
    const end = text.indexOf(tag, at + tag.length);
    return ['?', end === -1 ? text.length : end + tag.length];
  }
  let end = at + 1;
  while (digit.test(text[end] ?? '')) end++;
  return [text.slice(at, end), end];
}

/** A word, or the letter before a string: E'…', B'…', X'…', N'…', U&'…'. */
function readWord(text: string, at: number): [string, number] {
  let end = at + 1;
  while (end < text.length && identifierRest.test(text[end] as string)) end++;
  const word = text.slice(at, end);
  if (text[end] === "'" && /^[ebxn]$/i.test(word)) return ['?', endOfString(text, end, /^e$/i.test(word))];
  if (/^u$/i.test(word) && text.startsWith("&'", end)) return ['?', endOfString(text, end + 1, false)];
  return [word, end];
}

function endOfString(text: string, at: number, hasBackslashes: boolean): number {
  let end = at + 1;
  while (end < text.length) {
    if (hasBackslashes && text[end] === '\\') end += 2;
    else if (text[end] !== "'") end++;
    else if (text[end + 1] === "'") end += 2;
    else return end + 1;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Comments nest in PostgreSQL. */
function endOfComment(text: string, at: number): number {
  let depth = 1;
  let end = at + 2;
  while (end < text.length && depth > 0) {
    if (text.startsWith('*/', end)) depth--;
    else if (text.startsWith('/*', end)) depth++;
    else {
      end++;
      continue;
    }
    end += 2;
  }
  return end;
}
