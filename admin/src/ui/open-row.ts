/** Makes a whole table row a target for the mouse; the link in it serves everyone else. */

export function openRow(event: MouseEvent): void {
  const row = event.currentTarget;
  const isOnLink = event.target instanceof Element && event.target.closest('a') !== null;
  if (!(row instanceof HTMLElement) || isOnLink || window.getSelection()?.toString()) return;
  row.querySelector<HTMLAnchorElement>('[data-row-link]')?.click();
}
