import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useFocusKey } from './focus.ts';
import type { PropsOf } from './layout.tsx';

export function Button({ look, onClick, unavailable, busy, accessibleName, focusKey, testId, children }: PropsOf<'Button'>) {
  const element = useFocusKey<HTMLButtonElement>(focusKey);
  return (
    <button
      ref={element}
      type="button"
      className={`en-button en-${look}`}
      aria-disabled={unavailable === true || undefined}
      aria-busy={busy === true || undefined}
      aria-label={accessibleName}
      data-testid={testId}
      onClick={() => {
        if (busy !== true) onClick();
      }}
    >
      {busy === true && <span className="en-spin" aria-hidden="true" />}
      {children}
    </button>
  );
}

export function Link({ href, onClick, external, testId, children }: PropsOf<'Link'>) {
  const elsewhere = external === true ? { target: '_blank', rel: 'noreferrer' } : {};
  if (href !== undefined) {
    return (
      <a className="en-anchor" href={href} data-testid={testId} {...elsewhere}>
        {children}
      </a>
    );
  }
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it leads to another page, yet only the host knows its address
    <button type="button" role="link" className="en-anchor" data-testid={testId} onClick={onClick}>
      {children}
    </button>
  );
}

/** https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/ */
export function Menu({ label, testId, items }: PropsOf<'Menu'>) {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <div className="en-menu" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <button
        ref={opener}
        type="button"
        className="en-button en-subtle"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open && <MenuList id={id} label={label} items={items} onClose={close} onLeave={() => setOpen(false)} />}
    </div>
  );
}

interface MenuListProps extends Pick<PropsOf<'Menu'>, 'label' | 'items'> {
  readonly id: string;
  readonly onClose: () => void;
  readonly onLeave: () => void;
}

function MenuList({ id, label, items, onClose, onLeave }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => entriesOf(list.current)[0]?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    const entries = entriesOf(list.current);
    const at = entries.findIndex((entry) => entry === document.activeElement);
    if (event.key === 'ArrowDown') entries[(at + 1) % entries.length]?.focus();
    else if (event.key === 'ArrowUp') entries[(at - 1 + entries.length) % entries.length]?.focus();
    else if (event.key === 'Escape') onClose();
    else if (event.key === 'Tab') return onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={list} id={id} className="en-menu-list" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={item.danger === true ? 'en-menu-item en-menu-danger' : 'en-menu-item'}
          onClick={() => {
            onClose();
            item.onSelect();
          }}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

function entriesOf(list: HTMLElement | null): readonly HTMLElement[] {
  return Array.from(list?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []);
}
