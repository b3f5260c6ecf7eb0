/** Focus as the Kit's contract asks for it. */
import { createContext, useContext, useEffect, useLayoutEffect, useRef, type MutableRefObject } from 'react';

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
  readonly firstFocus: MutableRefObject<HTMLElement | null>;
  /** What Esc closes before the dialog; the last one first. */
  readonly escapes: MutableRefObject<(() => void)[]>;
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
    const escapes = dialog?.escapes.current;
    if (!open || escapes === undefined) return;
    const entry = (): void => latest.current();
    escapes.push(entry);
    return () => {
      escapes.splice(escapes.indexOf(entry), 1);
    };
  }, [open, dialog]);
}
