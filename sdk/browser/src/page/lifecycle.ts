/** What happens to the document: shown after a prerender, hidden, left, restored. */
import { safely } from './safely.ts';

/** Runs now, or when a prerendered page is shown to someone: until then there is no view. */
export function whenActivated(run: () => void): void {
  const page = document as Document & { prerendering?: boolean };
  if (page.prerendering) page.addEventListener('prerenderingchange', run, { once: true });
  else run();
}

/**
 * Listens from now on. Never `unload` or `beforeunload`: they cost the back/forward cache.
 * @param onHide The tab was hidden and the page lives on (`now`), or the document is being left or closed (`leave`):
 * nothing after that is sure to run.
 * @param onRestore Back from the back/forward cache, at this moment of the page's clock.
 */
export function watchLifecycle(
  onHide: (when: 'now' | 'leave') => void,
  onRestore: (atMs: number) => void,
): void {
  let isLeaving = false;

  // Capture: web-vitals tells of a restore in the same event, and the new view must exist by then.
  addEventListener(
    'pageshow',
    safely((event) => {
      isLeaving = false;
      if (event.persisted) onRestore(event.timeStamp);
    }),
    true,
  );
  addEventListener('pagehide', () => {
    isLeaving = true;
    onHide('leave');
  });
  // On the window and bubbling, hence last: web-vitals finalises in capturing listeners of this very event.
  // It fires after pagehide when the page is left, and alone when the tab is hidden.
  addEventListener('visibilitychange', () => {
    if (document.hidden) onHide(isLeaving ? 'leave' : 'now');
  });
}
