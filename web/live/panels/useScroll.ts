import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface Scroll {
  box: RefObject<HTMLDivElement | null>;
  atEnd: boolean;
  onScroll: () => void;
  toEnd: () => void;
}

/**
 * Keeps a feed where its reader is: at the end while they are there, and on the same message when older ones come in
 * above it (Safari does not do so by itself).
 * @param first What the feed begins with: when it changes, something was put before it.
 * @param count How much stands in it.
 * @param atStart Called when the reader comes near the beginning.
 */
export function useScroll(first: number | undefined, count: number, atStart: () => void): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const before = useRef({ first, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (atEnd) element.scrollTop = element.scrollHeight;
    else if (before.current.first !== first) element.scrollTop += element.scrollHeight - before.current.height;
    before.current = { first, height: element.scrollHeight };
  }, [first, count, atEnd]);
  useStayAtEnd(box, atEnd, count > 0);
  return {
    box,
    atEnd,
    onScroll: () => {
      const element = box.current;
      if (!element) return;
      setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < 48);
      if (element.scrollTop < 120 && element.scrollHeight > element.clientHeight) atStart();
    },
    toEnd: () => setAtEnd(true),
  };
}

/** Also when the box shrinks, as by a phone's keyboard, or something in it grows, as a message that was refused. */
function useStayAtEnd(box: RefObject<HTMLDivElement | null>, atEnd: boolean, filled: boolean): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !atEnd) return;
    const observer = new ResizeObserver(() => (element.scrollTop = element.scrollHeight));
    for (const part of [element, ...element.children]) observer.observe(part);
    return () => observer.disconnect();
  }, [atEnd, filled]);
}
