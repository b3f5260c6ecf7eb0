/** What is laid over the page, and what is only heard. */
import { useMemo, useRef, type ComponentProps } from 'react';
import { useReturnFocus, type Kit } from '@entente/wizard';
import AkButton from '@atlaskit/button/new';
import Modal, { CloseButton, ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import { DialogContext, type DialogContent } from './focus.ts';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

/** Focus goes back not Atlaskit's way: where a question and the dialog below it close together, that focuses a button of the dialog, which is gone. */
export function Dialog({ title, closeLabel, onClose, footer, width = 'medium', children }: Props<'Dialog'>) {
  useReturnFocus();
  const firstFocus = useRef<HTMLElement | null>(null);
  const escapes = useRef<readonly (() => void)[]>([]);
  const content = useMemo<DialogContent>(
    () => ({
      focusFirst: (element) => {
        firstFocus.current = element;
      },
      closeFirst: (close) => {
        escapes.current = [...escapes.current, close];
        return () => {
          escapes.current = escapes.current.filter((one) => one !== close);
        };
      },
    }),
    [],
  );
  const escape = (): void => {
    const inner = escapes.current.at(-1);
    if (inner === undefined) onClose();
    else inner();
  };
  return (
    // Where the dialog's focus starts, not the attribute of that name.
    // oxlint-disable-next-line jsx-a11y/no-autofocus
    <Modal onClose={escape} width={width} autoFocus={firstFocus} shouldCloseOnOverlayClick={false} shouldReturnFocus={false}>
      <DialogContext.Provider value={content}>
        <ModalHeader>
          <ModalTitle>{title}</ModalTitle>
          <CloseButton label={closeLabel} onClick={onClose} />
        </ModalHeader>
        <ModalBody>
          <div className="kit-stack kit-gap-large kit-dialog-body">{children}</div>
        </ModalBody>
        <ModalFooter>
          <div className="kit-dialog-footer">{footer}</div>
        </ModalFooter>
      </DialogContext.Provider>
    </Modal>
  );
}

export function Confirm({
  title,
  confirmLabel,
  cancelLabel,
  danger = false,
  busy = false,
  onConfirm,
  onCancel,
  children,
}: Props<'Confirm'>) {
  useReturnFocus();
  const safe = useRef<HTMLButtonElement>(null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-autofocus -- the safe button, as the Kit asks for
    <Modal onClose={onCancel} width="small" autoFocus={safe} shouldCloseOnOverlayClick={false} shouldReturnFocus={false}>
      <ModalHeader>
        <ModalTitle {...(danger ? { appearance: 'danger' as const } : {})}>{title}</ModalTitle>
      </ModalHeader>
      <ModalBody>{children}</ModalBody>
      <ModalFooter>
        <AkButton ref={safe} appearance="subtle" onClick={() => onCancel()}>
          {cancelLabel}
        </AkButton>
        <AkButton appearance={danger ? 'danger' : 'primary'} isLoading={busy} onClick={() => onConfirm()}>
          {confirmLabel}
        </AkButton>
      </ModalFooter>
    </Modal>
  );
}

export function Announcer({ message }: Props<'Announcer'>) {
  return (
    <div role="status" aria-live="polite" className="kit-heard">
      {message}
    </div>
  );
}
