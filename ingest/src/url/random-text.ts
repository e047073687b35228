/** Tells a random token from words: one linear look, used to group routes and to scrub URLs. */

const tokenLetters = /^[A-Za-z0-9_~+=-]+$/;
const between = /[-_~+=]/;

/**
 * True for 24 letters and more that mix capitals, small letters and digits, and for an unbroken run of 20 and more that
 * mixes letters with digits. `one-more-thing-about-performance-in-2026` is neither.
 */
export function looksRandom(text: string): boolean {
  if (text.length < 20 || !tokenLetters.test(text)) return false;
  const isMixed = /[A-Z]/.test(text) && /[a-z]/.test(text) && /[0-9]/.test(text);
  if (isMixed && text.length >= 24) return true;
  return text.split(between).some((run) => run.length >= 20 && /[0-9]/.test(run) && /[A-Za-z]/.test(run));
}
