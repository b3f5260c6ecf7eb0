/** Label, "?", hint and error of a field, tied to its control. */
import { useId, useState, type ReactNode } from 'react';
import type { FieldProps } from '@entente/wizard';
import { IconButton } from '@atlaskit/button/new';
import { useEscape } from './focus.ts';
import { QuestionCircleIcon, StatusErrorIcon } from './icons.ts';

/** What the control has to carry. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
  readonly 'aria-required'?: true;
}

interface FrameProps {
  readonly field: FieldProps;
  readonly children: (control: ControlProps) => ReactNode;
}

export function FieldFrame({ field, children }: FrameProps) {
  const { id, label, required = false, hint, error, help } = field;
  const failed = error !== undefined && error !== null && error !== '';
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint === undefined ? '' : hintId, failed ? errorId : ''].filter((one) => one !== '').join(' ');
  const control: ControlProps = {
    id,
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(failed ? { 'aria-invalid': true as const } : {}),
    ...(required ? { 'aria-required': true as const } : {}),
  };
  return (
    <div className="kit-field">
      <Caption id={id} label={label} required={required} help={help} />
      {children(control)}
      {hint !== undefined && (
        <p id={hintId} className="kit-hint">
          {hint}
        </p>
      )}
      {failed && <ErrorLine id={errorId} text={error} />}
    </div>
  );
}

export function ErrorLine({ id, text }: { readonly id: string; readonly text: string }) {
  return (
    <p id={id} className="kit-error">
      <StatusErrorIcon label="" size="small" color="currentColor" />
      <span>{text}</span>
    </p>
  );
}

/** Seen only: screen readers are told by `aria-required`. */
export function Asterisk() {
  return (
    <span aria-hidden="true" className="kit-asterisk">
      {' *'}
    </span>
  );
}

interface CaptionProps {
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
  readonly help: FieldProps['help'];
}

function Caption({ id, label, required, help }: CaptionProps) {
  return (
    <div className="kit-caption">
      <label htmlFor={id} className="kit-label">
        {label}
        {required && <Asterisk />}
      </label>
      {help !== undefined && <Help label={help.label} text={help.text} />}
    </div>
  );
}

/** A disclosure rather than a tooltip: it works by touch, stays while it is read, and Esc closes it first. */
function Help({ label, text }: { readonly label: string; readonly text: string }) {
  const [open, setOpen] = useState(false);
  const textId = useId();
  useEscape(open, () => setOpen(false));
  return (
    <>
      <IconButton
        icon={QuestionCircleIcon}
        label={label}
        appearance="subtle"
        spacing="compact"
        aria-expanded={open}
        aria-controls={textId}
        onClick={() => setOpen(!open)}
      />
      <span id={textId} className="kit-help" hidden={!open}>
        {text}
      </span>
    </>
  );
}
