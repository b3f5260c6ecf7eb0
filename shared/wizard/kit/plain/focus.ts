import { useEffect, useRef, type RefObject } from 'react';

/** Focuses the element when `key` becomes another value than null, at mount too. */
export function useFocusKey<Element extends HTMLElement>(key: string | null | undefined): RefObject<Element> {
  const element = useRef<Element>(null);
  useEffect(() => {
    if (key !== null && key !== undefined) element.current?.focus();
  }, [key]);
  return element;
}
