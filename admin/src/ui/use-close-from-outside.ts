/** Closes an open `details` by Escape and by a press outside of it. */
import { useEffect } from 'preact/hooks';

export function useCloseFromOutside(details: { current: HTMLDetailsElement | null }): void {
  useEffect(() => {
    function close(event: Event): void {
      const open = details.current;
      if (!open?.open) return;
      const isOutside =
        event instanceof KeyboardEvent ? event.key === 'Escape' : !open.contains(event.target as Node);
      if (!isOutside) return;
      // This Escape is spent: it must not lead back to the former screen as well.
      if (event instanceof KeyboardEvent) event.preventDefault();
      open.removeAttribute('open');
    }
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close, { capture: true });
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close, { capture: true });
    };
  }, [details]);
}
