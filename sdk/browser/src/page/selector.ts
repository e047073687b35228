/** A short, readable name for an element, as text: nodes are never kept, and generated class hashes are left out. */

/** A selector longer than this is cut at its left. */
const longest = 100;

/**
 * From the element up to the nearest id, or to the nearest name that the site gave.
 * @param nameAttribute The attribute whose value names an element, e.g. `data-name`.
 */
export function selectorOf(node: Node | null | undefined, nameAttribute = 'data-name'): string | undefined {
  let path = '';
  let element = node?.nodeType === 1 ? (node as Element) : node?.parentElement;
  while (element) {
    const name = element.getAttribute(nameAttribute);
    const { id, localName } = element;
    const isUnique = name || isReadable(id);
    // Classes as text: the list that browsers keep of them costs more to make.
    const step = name
      ? `[${nameAttribute}="${name}"]`
      : isUnique
        ? `#${id}`
        : [
            localName,
            ...(element.getAttribute('class') ?? '').split(' ').filter(isReadable).slice(0, 2),
          ].join('.');
    const longer = path ? `${step}>${path}` : step;
    if (longer.length > longest) break;
    path = longer;
    element = isUnique ? null : element.parentElement;
  }
  return path || undefined;
}

/** Words, perhaps with a short number: not what bundlers and frameworks generate (`css-1q2w3e`, `sc-bdVaJa`, `:r3:`). */
export function isReadable(name: string): boolean {
  return /^(?!.*[a-z][A-Z].*[A-Z])[a-zA-Z_-]+\d{0,2}$/.test(name);
}
