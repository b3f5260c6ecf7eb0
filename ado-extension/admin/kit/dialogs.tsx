import { CustomDialog } from 'azure-devops-ui/Dialog';
import { ContentSize } from 'azure-devops-ui/Callout';
import { useEffect, useId, useState, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react';
import type { Kit } from '@entente/wizard';
import { Button } from './actions.tsx';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

/** Gives focus back to what had it when the dialog opened. */
function useReturnFocus(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    },
    [opener],
  );
}

/**
 * Role and aria-modal stand on our own element: the host puts them on two that it gives no name; its class dims the page.
 *
 * Esc is caught on its way down: the host's Button swallows it on its way up. What has something of its own open (a
 * menu, a list, a help text) is left to close that first.
 */
function Frame({
  id,
  role,
  size,
  onEsc,
  children,
}: {
  id: string;
  role: 'dialog' | 'alertdialog';
  size: ContentSize;
  onEsc: () => void;
  children: ReactNode;
}) {
  useReturnFocus();
  const onKeyDownCapture = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Escape') return;
    if (event.currentTarget.querySelector('[aria-expanded="true"]') !== null) return;
    event.stopPropagation();
    onEsc();
  };
  return (
    <CustomDialog
      calloutClassName="bolt-callout-modal"
      escDismiss={false}
      lightDismiss={false}
      blurDismiss={false}
      onDismiss={() => undefined}
      role="presentation"
      contentSize={size}
      calloutContentClassName="entente-dialog"
    >
      <div
        className="entente-dialog-body"
        onKeyDownCapture={onKeyDownCapture}
        role={role}
        aria-modal="true"
        aria-labelledby={`${id}-title`}
      >
        {children}
      </div>
    </CustomDialog>
  );
}

export function Dialog({ title, closeLabel, onClose, footer, width, children }: Props<'Dialog'>) {
  const id = useId();
  return (
    <Frame id={id} role="dialog" size={width === 'large' ? ContentSize.ExtraLarge : ContentSize.Large} onEsc={onClose}>
      <div className="entente-dialog-head">
        <h1 id={`${id}-title`} className="title-m">
          {title}
        </h1>
        <button type="button" className="entente-close bolt-focus-treatment" aria-label={closeLabel} onClick={onClose}>
          <span aria-hidden="true">×</span>
        </button>
      </div>
      <div className="entente-dialog-content">{children}</div>
      <div className="entente-dialog-foot">{footer}</div>
    </Frame>
  );
}

export function Confirm({ title, confirmLabel, cancelLabel, danger, busy, onConfirm, onCancel, children }: Props<'Confirm'>) {
  const id = useId();
  return (
    <Frame id={id} role="alertdialog" size={ContentSize.Medium} onEsc={onCancel}>
      <div className="entente-dialog-head">
        <h1 id={`${id}-title`} className="title-s">
          {title}
        </h1>
      </div>
      <div className="entente-dialog-content">{children}</div>
      <div className="entente-dialog-foot">
        <div className="entente-row entente-gap-small entente-align-end">
          <Button look="secondary" onClick={onCancel} focusKey="open">
            {cancelLabel}
          </Button>
          <Button look={danger === true ? 'danger' : 'primary'} onClick={onConfirm} busy={busy === true}>
            {confirmLabel}
          </Button>
        </div>
      </div>
    </Frame>
  );
}
