import 'azure-devops-ui/Components/TextField/TextField.css';
import { useEffect, useRef, useState, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react';
import { useCombobox, type FieldProps, type Kit } from '@entente/wizard';
import { useFocusKey } from './actions.tsx';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

/** Label, help, hint and error around a control, tied to it by ids. */
function Field({ id, label, required, hint, error, help, children }: FieldProps & { children: ReactNode }) {
  const [helping, setHelping] = useState(false);
  const closeHelp = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !helping) return;
    event.stopPropagation();
    setHelping(false);
  };
  return (
    <div className="entente-field" onKeyDownCapture={closeHelp}>
      <span className="entente-label-row">
        <label id={`${id}-label`} htmlFor={id} className="bolt-formitem-label body-m">
          {label}
          {required === true && <Asterisk />}
        </label>
        {help && (
          <button
            type="button"
            className="entente-help"
            aria-label={help.label}
            aria-expanded={helping}
            aria-controls={`${id}-help`}
            onClick={() => setHelping(!helping)}
          >
            <span aria-hidden="true">?</span>
          </button>
        )}
      </span>
      {help && (
        <div id={`${id}-help`} className="entente-help-text body-m" role="note" hidden={!helping}>
          {help.text}
        </div>
      )}
      {children}
      {hint !== undefined && (
        <div id={`${id}-hint`} className="entente-hint body-s">
          {hint}
        </div>
      )}
      {error !== undefined && error !== null && <ErrorLine id={id} text={error} />}
    </div>
  );
}

function Asterisk() {
  return (
    <span aria-hidden="true" className="entente-required">
      *
    </span>
  );
}

function ErrorLine({ id, text }: { id: string; text: string }) {
  return (
    <div id={`${id}-error`} className="entente-error body-s">
      <span aria-hidden="true">⚠ </span>
      {text}
    </div>
  );
}

/** Leaves out what is undefined, as exact optional properties want it. */
function optional({ hint, error }: { hint: string | undefined; error: string | null | undefined }): {
  hint?: string;
  error?: string | null;
} {
  return { ...(hint === undefined ? {} : { hint }), ...(error === undefined ? {} : { error }) };
}

const describedBy = ({ id, hint, error }: FieldProps) =>
  [hint === undefined ? '' : `${id}-hint`, error ? `${id}-error` : ''].filter(Boolean).join(' ');

/** What every control takes from FieldProps. */
function control(props: FieldProps) {
  return {
    id: props.id,
    'aria-invalid': props.error !== undefined && props.error !== null,
    'aria-describedby': describedBy(props),
    'aria-required': props.required === true,
    autoComplete: 'off',
  };
}

/** The host's text field, drawn with its classes: its component rewrites ids, which would cut label and error off the control. */
const box = 'bolt-textfield flex-row flex-center bolt-focus-treatment focus-treatment entente-box';
const inner = 'bolt-textfield-input flex-grow';

export function TextField(props: Props<'TextField'>) {
  const input = useRef<HTMLInputElement>(null);
  useFocusKey(input, props.focusKey);
  useEffect(() => {
    if (props.autoFocus === true) input.current?.focus();
  }, [props.autoFocus]);
  return (
    <Field {...props}>
      <div className={box}>
        <input
          {...control(props)}
          ref={input}
          className={inner}
          type={props.kind ?? 'text'}
          value={props.value}
          maxLength={props.maxLength}
          onBlur={props.onBlur}
          onChange={(event) => props.onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') props.onEnter?.();
          }}
        />
      </div>
    </Field>
  );
}

export function TextArea(props: Props<'TextArea'>) {
  const input = useRef<HTMLTextAreaElement>(null);
  useFocusKey(input, props.focusKey);
  return (
    <Field {...props}>
      <div className={box}>
        <textarea
          {...control(props)}
          ref={input}
          className={`${inner} ${props.monospace === true ? 'monospaced-text' : ''}`}
          rows={props.rows ?? 3}
          spellCheck={props.spellCheck ?? true}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      </div>
    </Field>
  );
}

export function CodeField(props: Props<'CodeField'>) {
  const input = useRef<HTMLTextAreaElement>(null);
  useFocusKey(input, props.focusKey);
  return (
    <Field {...props}>
      <div className={box}>
        <textarea
          {...control(props)}
          ref={input}
          className={`${inner} monospaced-text`}
          readOnly
          rows={props.value.length > 120 ? 5 : 1}
          spellCheck={false}
          value={props.value}
          onFocus={(event) => event.target.select()}
        />
      </div>
    </Field>
  );
}

export function Checkbox({ id, label, hint, checked, onChange }: Props<'Checkbox'>) {
  return (
    <div className="entente-field">
      <label htmlFor={id} className="entente-row entente-gap-small body-m">
        <input
          id={id}
          type="checkbox"
          checked={checked}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      {hint !== undefined && (
        <div id={`${id}-hint`} className="entente-hint body-s">
          {hint}
        </div>
      )}
    </div>
  );
}

export function Cards({ id, label, required = false, hint, error, focusKey, value, onChange, cards }: Props<'Cards'>) {
  const group = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (focusKey === null || focusKey === undefined) return;
    const chosen = group.current?.querySelector<HTMLElement>('input:checked') ?? group.current?.querySelector<HTMLElement>('input');
    chosen?.focus();
  }, [focusKey]);
  const failed = error !== undefined && error !== null;
  return (
    <fieldset
      ref={group}
      className="entente-cards"
      id={id}
      role="radiogroup"
      aria-required={required}
      aria-invalid={failed}
      aria-describedby={describedBy({ id, label, ...optional({ hint, error }) })}
    >
      <legend className="bolt-formitem-label body-m">
        {label}
        {required && <Asterisk />}
      </legend>
      <div className="entente-cards-grid">
        {cards.map((card) => (
          <Card key={card.value} group={id} card={card} chosen={value === card.value} onChange={onChange} />
        ))}
      </div>
      {hint !== undefined && (
        <div id={`${id}-hint`} className="entente-hint body-s">
          {hint}
        </div>
      )}
      {failed && <ErrorLine id={id} text={error} />}
    </fieldset>
  );
}

interface CardProps {
  readonly group: string;
  readonly card: Props<'Cards'>['cards'][number];
  readonly chosen: boolean;
  readonly onChange: (value: string) => void;
}

/** A card that cannot be chosen is aria-disabled: arrow keys reach it, and it says why. */
function Card({ group, card, chosen, onChange }: CardProps) {
  const disabled = card.disabledBecause !== undefined;
  const id = `${group}-${card.value}`;
  return (
    <label htmlFor={id} className={`entente-mode ${disabled ? 'entente-not-offered' : ''} ${chosen ? 'entente-chosen' : ''}`}>
      <span className="entente-row entente-gap-small">
        <input
          type="radio"
          id={id}
          name={group}
          value={card.value}
          checked={chosen}
          aria-disabled={disabled}
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-points`}
          onChange={() => {
            if (!disabled) onChange(card.value);
          }}
        />
        <span id={`${id}-title`} className="title-xs">
          {card.title}
        </span>
      </span>
      <span id={`${id}-points`} className="body-s">
        {card.points.map((point) => (
          <span key={point} className="entente-point">
            {point}
          </span>
        ))}
        {disabled && <span className="entente-because">{card.disabledBecause}</span>}
      </span>
    </label>
  );
}

export function Combobox(props: Props<'Combobox'>) {
  const input = useRef<HTMLInputElement>(null);
  useFocusKey(input, props.focusKey);
  const combobox = useCombobox(props.id, props);
  return (
    <Field {...props}>
      <div className="entente-combobox">
        <div className={box}>
          <input
            {...control(props)}
            ref={input}
            className={inner}
            type="text"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={combobox.open}
            aria-controls={combobox.listId}
            aria-activedescendant={combobox.activeOptionId}
            value={combobox.text}
            onChange={(event) => combobox.onText(event.target.value)}
            onKeyDown={combobox.onKeyDown}
            onClick={combobox.onOpen}
            onBlur={combobox.onBlur}
          />
          <span className="entente-chevron" aria-hidden="true">
            ▾
          </span>
        </div>
        <div className="entente-options depth-8" hidden={!combobox.open}>
          <div id={combobox.listId} role="listbox" aria-label={props.label}>
            {props.options.map((option) => (
              <div key={option.value} {...combobox.option(option)} className="entente-option body-m">
                {option.label}
                {option.hint !== undefined && <span className="entente-hint body-s"> {option.hint}</span>}
              </div>
            ))}
          </div>
          {props.loading && <div className="entente-option entente-hint">{props.loadingText}</div>}
          {!props.loading && props.options.length === 0 && <div className="entente-option entente-hint">{props.emptyText}</div>}
          {props.more && (
            <button
              type="button"
              tabIndex={-1}
              className="bolt-link entente-option entente-inline-link"
              onMouseDown={(event) => {
                event.preventDefault();
                props.more?.onMore();
              }}
            >
              {props.more.label}
            </button>
          )}
        </div>
      </div>
    </Field>
  );
}
