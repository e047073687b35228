/** The last part of an address, short enough for a sentence. */

const longest = 60;

export function fileName(url: string): string {
  const [path = url] = url.split(/[?#]/);
  const name = path.split('/').filter(Boolean).at(-1) ?? url;
  return name.length > longest ? `${name.slice(0, longest)}…` : name;
}
