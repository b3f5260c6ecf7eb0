/** What is clicked. */
import { useRef, type ComponentProps } from 'react';
import type { Kit } from '@entente/wizard';
import AkButton, { IconButton } from '@atlaskit/button/new';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import { useFocusKey } from './focus.ts';
import { CrossIcon, LinkExternalIcon, ShowMoreHorizontalIcon } from './icons.ts';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

const appearances = { primary: 'primary', secondary: 'default', subtle: 'subtle', danger: 'danger' } as const;

export function Button({ look, onClick, unavailable = false, busy = false, accessibleName, focusKey, testId, children }: Props<'Button'>) {
  const button = useRef<HTMLButtonElement>(null);
  useFocusKey(focusKey, () => button.current?.focus());
  const shared = {
    ref: button,
    onClick: () => onClick(),
    ...(accessibleName === undefined ? {} : { 'aria-label': accessibleName }),
    // Not `isDisabled`, which takes the button out of the tab order and swallows the click that says why.
    ...(unavailable ? { 'aria-disabled': true as const } : {}),
  };
  if (look === 'link') {
    return (
      <button type="button" className="kit-link" {...shared} data-testid={testId}>
        {children}
      </button>
    );
  }
  return (
    <span className={unavailable ? 'kit-unavailable' : undefined}>
      <AkButton {...shared} appearance={appearances[look]} isLoading={busy} {...(testId === undefined ? {} : { testId })}>
        {children}
      </AkButton>
    </span>
  );
}

export function Link({ href, onClick, external = false, testId, children }: Props<'Link'>) {
  if (href === undefined) {
    return (
      <button type="button" className="kit-link" onClick={() => onClick?.()} data-testid={testId}>
        {children}
      </button>
    );
  }
  const newTab = external ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return (
    <a className="kit-link" href={href} data-testid={testId} {...newTab} {...(onClick === undefined ? {} : { onClick })}>
      {children}
      {external && <LinkExternalIcon label="" size="small" />}
    </a>
  );
}

export function Menu({ label, testId, items }: Props<'Menu'>) {
  return (
    <DropdownMenu<HTMLButtonElement>
      shouldRenderToParent
      placement="bottom-end"
      trigger={({ triggerRef, isSelected, testId: _own, ...trigger }) => (
        <IconButton
          {...trigger}
          ref={triggerRef}
          isSelected={isSelected ?? false}
          icon={ShowMoreHorizontalIcon}
          label={label}
          appearance="subtle"
          spacing="compact"
          {...(testId === undefined ? {} : { testId })}
        />
      )}
    >
      <DropdownItemGroup>
        {items.map((item) => (
          <DropdownItem key={item.id} onClick={item.onSelect}>
            <span className={item.danger === true ? 'kit-danger' : undefined}>{item.label}</span>
          </DropdownItem>
        ))}
      </DropdownItemGroup>
    </DropdownMenu>
  );
}

/** Not Atlaskit's removable tag: that removes itself, and here the page decides. */
export function Chip({ label, removeLabel, onRemove, focusKey }: Props<'Chip'>) {
  const button = useRef<HTMLButtonElement>(null);
  useFocusKey(focusKey, () => button.current?.focus());
  return (
    <span className="kit-chip">
      <span>{label}</span>
      <IconButton ref={button} icon={CrossIcon} label={removeLabel} appearance="subtle" spacing="compact" onClick={() => onRemove()} />
    </span>
  );
}
