/** Focus as the Kit's contract asks for it. */
import { createContext, useContext, useEffect, useLayoutEffect, useRef } from 'react';

/** Calls `focus` whenever `key` becomes another value than null, at mount too. */
export function useFocusKey(key: string | null | undefined, focus: () => void): void {
  const seen = useRef<string | null>(null);
  const latest = useRef(focus);
  useLayoutEffect(() => {
    latest.current = focus;
  });
  useEffect(() => {
    const wanted = key ?? null;
    if (wanted !== null && wanted !== seen.current) latest.current();
    seen.current = wanted;
  }, [key]);
}

/** What an open dialog lets its content say. */
export interface DialogContent {
  /** The element that gets the first focus, instead of the first button. */
  readonly focusFirst: (element: HTMLElement | null) => void;
  /** What Esc closes before the dialog, the last one first; the answer takes it back. */
  readonly closeFirst: (close: () => void) => () => void;
}

export const DialogContext = createContext<DialogContent | null>(null);

/** While `open`, Esc inside a dialog calls `close` and not the dialog's own. */
export function useEscape(open: boolean, close: () => void): void {
  const dialog = useContext(DialogContext);
  const latest = useRef(close);
  useLayoutEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    if (!open || dialog === null) return;
    return dialog.closeFirst(() => latest.current());
  }, [open, dialog]);
}
