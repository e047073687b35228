/** Whether the content of a box is wider than the box: a table then scrolls sideways inside instead of widening the page. */
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export function useOverflow(box: RefObject<HTMLElement | null>): boolean {
  const [isOverflowing, setIsOverflowing] = useState(false);
  useEffect(() => {
    const element = box.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const observer = new ResizeObserver(() => {
      setIsOverflowing(content.getBoundingClientRect().width > element.clientWidth + 1);
    });
    observer.observe(element);
    observer.observe(content);
    return () => observer.disconnect();
  }, [box]);
  return isOverflowing;
}
