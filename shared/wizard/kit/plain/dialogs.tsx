import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from './buttons.tsx';
import type { PropsOf } from './layout.tsx';

/**
 * The browser's own modal: it traps focus and makes what is below inert, live regions too, so it brings one of its own.
 * Esc arrives as `cancel`, which is turned into a question to the owner. Focus goes back to what had it before.
 */
function Modal(props: {
  role?: 'alertdialog';
  className: string;
  labelledBy: string;
  describedBy?: string;
  onEscape: () => void;
  children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const [opener] = useState(() => document.activeElement);
  // Before the effects in which what is inside takes focus: nothing in a closed dialog can.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // After others that close with it: under a modal that is still open nothing can take focus.
      queueMicrotask(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body;
        if (isLost && opener instanceof HTMLElement && opener.isConnected) opener.focus();
      });
    };
  }, [opener]);
  return (
    <dialog
      ref={element}
      role={props.role}
      className={props.className}
      aria-labelledby={props.labelledBy}
      aria-describedby={props.describedBy}
      onCancel={(event) => {
        event.preventDefault();
        props.onEscape();
      }}
    >
      {props.children}
      <output className="en-announcer" />
    </dialog>
  );
}

export function Dialog({ title, closeLabel, onClose, footer, width = 'medium', children }: PropsOf<'Dialog'>) {
  const id = useId();
  return (
    <Modal className={`en-dialog en-dialog-${width}`} labelledBy={id} onEscape={onClose}>
      <header className="en-dialog-header">
        <h1 id={id}>{title}</h1>
        <button type="button" className="en-button en-subtle" aria-label={closeLabel} onClick={onClose}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      <div className="en-dialog-body">{children}</div>
      <footer className="en-dialog-footer">{footer}</footer>
    </Modal>
  );
}

export function Confirm({ title, confirmLabel, cancelLabel, danger, busy, onConfirm, onCancel, children }: PropsOf<'Confirm'>) {
  const id = useId();
  return (
    <Modal role="alertdialog" className="en-dialog en-confirm" labelledBy={`${id}-title`} describedBy={`${id}-text`} onEscape={onCancel}>
      <div className="en-dialog-body">
        <h1 id={`${id}-title`} className="en-confirm-title">
          {title}
        </h1>
        <div id={`${id}-text`}>{children}</div>
      </div>
      <footer className="en-dialog-footer">
        <div className="en-row en-align-end en-gap-small">
          <Button look="secondary" onClick={onCancel} focusKey="mount" testId="confirm-cancel">
            {cancelLabel}
          </Button>
          <Button
            look={danger === true ? 'danger' : 'primary'}
            onClick={onConfirm}
            testId="confirm-ok"
            {...(busy === undefined ? {} : { busy })}
          >
            {confirmLabel}
          </Button>
        </div>
      </footer>
    </Modal>
  );
}

/** Speaks in the topmost dialog where one is open, else in the page. */
export function Announcer({ message }: PropsOf<'Announcer'>) {
  const own = useRef<HTMLOutputElement>(null);
  useEffect(() => {
    const inDialogs = Array.from(document.querySelectorAll('dialog[open] .en-announcer'));
    const region = inDialogs.at(-1) ?? own.current;
    if (region !== null) region.textContent = message;
  }, [message]);
  return <output ref={own} className="en-announcer" />;
}
