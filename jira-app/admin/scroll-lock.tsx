/**
 * Stands for `react-scrolllock` in the page's build: that one writes a style element, which Forge's content security policy
 * refuses. While any lock is mounted, the page behind the dialog does not scroll.
 */
import { useEffect, type ReactNode } from 'react';

let locks = 0;

function change(by: 1 | -1): void {
  locks += by;
  document.body.style.overflow = locks > 0 ? 'hidden' : '';
}

export default function ScrollLock(): null {
  useEffect(() => {
    change(1);
    return () => change(-1);
  }, []);
  return null;
}

export function TouchScrollable({ children }: { readonly children: ReactNode }): ReactNode {
  return children;
}
