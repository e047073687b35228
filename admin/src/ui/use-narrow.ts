/** True while the window is too narrow for a table of many columns. The same limit as in the style sheets: 48rem. */
import { useEffect, useState } from 'preact/hooks';

const query = '(width < 48rem)';

export function useNarrow(): boolean {
  const [isNarrow, setIsNarrow] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const listen = () => setIsNarrow(list.matches);
    listen();
    list.addEventListener('change', listen);
    return () => list.removeEventListener('change', listen);
  }, []);
  return isNarrow;
}
