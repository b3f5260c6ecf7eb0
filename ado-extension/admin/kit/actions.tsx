import { Button as HostButton } from 'azure-devops-ui/Button';
import type { IButton } from 'azure-devops-ui/Button';
import { Pill, PillVariant } from 'azure-devops-ui/Pill';
import { useEffect, useId, useLayoutEffect, useRef, useState, type ComponentProps, type KeyboardEvent } from 'react';
import type { Kit } from '@entente/wizard';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

/** Gives focus to `target` whenever `focusKey` changes to another value than null. */
export function useFocusKey(target: { current: { focus(): void } | null }, focusKey: string | null | undefined): void {
  useEffect(() => {
    if (focusKey !== null && focusKey !== undefined) target.current?.focus();
  }, [target, focusKey]);
}

const looks = {
  primary: { primary: true },
  secondary: {},
  subtle: { subtle: true },
  danger: { danger: true },
  link: { subtle: true, className: 'entente-link-button' },
} as const;

export function Button({ look, onClick, unavailable, busy, accessibleName, focusKey, testId, children }: Props<'Button'>) {
  const button = useRef<HostButton & IButton>(null);
  const around = useRef<HTMLSpanElement>(null);
  useFocusKey(button, focusKey);
  // The host's button takes no attributes of its own.
  useLayoutEffect(() => {
    if (testId !== undefined) around.current?.firstElementChild?.setAttribute('data-testid', testId);
  }, [testId]);
  const { className = '', ...appearance }: { className?: string; primary?: boolean; subtle?: boolean; danger?: boolean } = looks[look];
  return (
    <span ref={around} className="entente-button">
      <HostButton
        ref={button}
        {...appearance}
        className={`${className} ${unavailable === true ? 'entente-unavailable' : ''}`}
        ariaDisabled={unavailable === true || busy === true}
        {...(accessibleName === undefined ? {} : { ariaLabel: accessibleName })}
        onClick={() => {
          if (busy !== true) onClick();
        }}
      >
        <span className="bolt-button-text body-m">{children}</span>
        {busy === true && <span className="entente-busy" aria-hidden="true" />}
      </HostButton>
    </span>
  );
}

export function Link({ href, onClick, external, testId, children }: Props<'Link'>) {
  if (href === undefined) {
    return (
      <button type="button" className="bolt-link entente-inline-link" onClick={onClick} data-testid={testId}>
        {children}
      </button>
    );
  }
  const newTab = external === true ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return (
    <a className="bolt-link" href={href} onClick={onClick} data-testid={testId} {...newTab}>
      {children}
    </a>
  );
}

/** A menu button (https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/). */
export function Menu({ label, testId, items }: Props<'Menu'>) {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) list.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const entries = [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = entries.findIndex((entry) => entry === document.activeElement);
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown') entries[(at + 1) % entries.length]?.focus();
    else if (event.key === 'ArrowUp') entries[(at - 1 + entries.length) % entries.length]?.focus();
    else if (event.key === 'Home') entries[0]?.focus();
    else if (event.key === 'End') entries.at(-1)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="entente-menu" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <button
        ref={opener}
        type="button"
        className="bolt-button bolt-icon-button enabled subtle icon-only bolt-focus-treatment entente-menu-opener"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open && (
        <div ref={list} id={id} role="menu" aria-label={label} tabIndex={-1} className="entente-menu-list depth-8" onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={`entente-menu-item body-m ${item.danger === true ? 'entente-danger' : ''}`}
              onClick={() => {
                close();
                item.onSelect();
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

export function Chip({ label, removeLabel, onRemove, focusKey }: Props<'Chip'>) {
  const remove = useRef<HTMLButtonElement>(null);
  useFocusKey(remove, focusKey);
  return (
    <span className="entente-chip">
      <Pill variant={PillVariant.outlined}>{label}</Pill>
      <button ref={remove} type="button" className="entente-chip-remove" aria-label={removeLabel} onClick={onRemove}>
        <span aria-hidden="true">×</span>
      </button>
    </span>
  );
}
