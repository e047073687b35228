/** Long lists are drawn in blocks: only those near the window stand in the page, the others leave a gap of their height. */
import { useEffect, useRef, useState } from 'preact/hooks';

export type Block<Item> = {
  /** Of its first item, from 0. */
  start: number;
  items: readonly Item[];
  /** Pixels that stand for the items of a block far away; null when they are to be drawn. */
  gapPx: number | null;
  /** For the element that holds the block, drawn or not. */
  ref: (element: HTMLElement | null) => void;
};

/** Of items: few enough to be drawn within two frames. */
const blockSize = 4;
/** How far from the window a block is drawn already, so that a scroll finds it there. */
const margin = '700px 0px';

type Sizes = {
  /** The height in pixels of an item that was not drawn yet. */
  guessPx: number;
  /** How many items are always drawn. */
  first: number;
};

/**
 * All blocks in order. The first ones are always drawn, so that a short list is drawn whole and keys find a row to begin with;
 * what holds the focus stays drawn wherever it is, and everything is drawn while it is printed.
 */
export function useBlocks<Item>(items: readonly Item[], { guessPx, first }: Sizes): Block<Item>[] {
  const firstBlocks = Math.ceil(first / blockSize);
  const [near, setNear] = useState<ReadonlySet<number>>(
    () => new Set(Array.from({ length: firstBlocks }, (_, index) => index)),
  );
  const isPrinting = usePrinting();
  const elements = useRef(new Map<number, HTMLElement>());
  const heights = useRef(new Map<number, number>());
  const count = Math.ceil(items.length / blockSize);
  const isWhole = count <= firstBlocks || isPrinting;

  useEffect(() => {
    if (isWhole) return;
    const observer = new IntersectionObserver(
      (entries) => setNear((before) => moved(before, entries, heights.current, firstBlocks)),
      { rootMargin: margin },
    );
    for (const element of elements.current.values()) observer.observe(element);
    return () => observer.disconnect();
  }, [count, isWhole, firstBlocks]);

  return Array.from({ length: count }, (_, index) => {
    const start = index * blockSize;
    const held = items.slice(start, start + blockSize);
    const isDrawn = isWhole || near.has(index);
    return {
      start,
      items: held,
      gapPx: isDrawn ? null : (heights.current.get(index) ?? held.length * guessPx),
      ref: (element) => {
        if (!element) return void elements.current.delete(index);
        element.dataset.block = String(index);
        elements.current.set(index, element);
      },
    };
  });
}

/** The blocks to draw from now on. What a drawn one measured is left in `heights` as its gap. */
function moved(
  near: ReadonlySet<number>,
  entries: readonly IntersectionObserverEntry[],
  heights: Map<number, number>,
  firstBlocks: number,
): ReadonlySet<number> {
  const after = new Set(near);
  for (const { target, isIntersecting, boundingClientRect } of entries) {
    const index = Number((target as HTMLElement).dataset.block);
    if (near.has(index)) heights.set(index, boundingClientRect.height);
    if (isIntersecting) after.add(index);
    else if (index >= firstBlocks && !target.contains(document.activeElement)) after.delete(index);
  }
  return after;
}

function usePrinting(): boolean {
  const [isPrinting, setIsPrinting] = useState(false);
  useEffect(() => {
    const list = window.matchMedia('print');
    const listen = () => setIsPrinting(list.matches);
    list.addEventListener('change', listen);
    return () => list.removeEventListener('change', listen);
  }, []);
  return isPrinting;
}
