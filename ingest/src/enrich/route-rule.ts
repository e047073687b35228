/** A site's own rule: which paths are one route. `*` stands for one segment, `**` at the end for any rest. */

export type RouteRule = { pattern: string; route: string };
export type Rule = { route: string; matches: (path: string) => boolean };

export function compileRule({ pattern, route }: RouteRule): Rule {
  const wanted = segmentsOf(pattern);
  const isOpen = wanted.at(-1) === '**';
  const fixed = isOpen ? wanted.slice(0, -1) : wanted;
  return {
    route,
    matches: (path) => {
      const segments = segmentsOf(path);
      if (isOpen ? segments.length < fixed.length : segments.length !== fixed.length) return false;
      return fixed.every((want, index) => want === '*' || want === segments[index]);
    },
  };
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
