import { useState, type ReactNode, type Ref } from 'react';
import type { FieldProps } from '../kit.ts';
import { useCombobox } from '../use-combobox.ts';
import { useFocusKey } from './focus.ts';
import type { PropsOf } from './layout.tsx';

/** What ties a control to its label, hint and error. */
function tie({ id, required, hint, error }: Pick<FieldProps, 'id' | 'required' | 'hint' | 'error'>) {
  const describedBy = [hint === undefined ? null : `${id}-hint`, error == null ? null : `${id}-error`]
    .filter((part) => part !== null)
    .join(' ');
  return {
    id,
    'aria-required': required === true || undefined,
    'aria-invalid': error == null ? undefined : true,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
  };
}

function Field({ field, children }: { field: FieldProps; children: ReactNode }) {
  const { id, label, required, help } = field;
  const [showsHelp, setShowsHelp] = useState(false);
  return (
    <div className="en-field">
      <div className="en-label">
        <label htmlFor={id}>
          {label}
          {required === true && <span aria-hidden="true"> *</span>}
        </label>
        {help !== undefined && (
          <button
            type="button"
            className="en-help"
            aria-label={help.label}
            aria-expanded={showsHelp}
            onClick={() => setShowsHelp(!showsHelp)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || !showsHelp) return;
              // Else the dialog around it would take it too.
              event.preventDefault();
              setShowsHelp(false);
            }}
          >
            ?
          </button>
        )}
      </div>
      {help !== undefined && showsHelp && <div className="en-help-text">{help.text}</div>}
      {children}
      <Notes {...field} />
    </div>
  );
}

function Notes({ id, hint, error }: Pick<FieldProps, 'id' | 'hint' | 'error'>) {
  return (
    <>
      {hint !== undefined && (
        <div id={`${id}-hint`} className="en-hint">
          {hint}
        </div>
      )}
      {error != null && (
        <div id={`${id}-error`} className="en-error">
          <span aria-hidden="true">⚠ </span>
          {error}
        </div>
      )}
    </>
  );
}

export function TextField(props: PropsOf<'TextField'>) {
  const element = useFocusKey<HTMLInputElement>(props.focusKey ?? (props.autoFocus === true ? 'mount' : null));
  return (
    <Field field={props}>
      <input
        ref={element}
        {...tie(props)}
        className="en-input"
        type={props.kind === 'password' ? 'password' : 'text'}
        inputMode={props.kind === 'url' ? 'url' : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={props.maxLength}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onBlur={props.onBlur}
        onKeyDown={(event) => {
          if (event.key === 'Enter') props.onEnter?.();
        }}
      />
    </Field>
  );
}

export function TextArea(props: PropsOf<'TextArea'>) {
  const element = useFocusKey<HTMLTextAreaElement>(props.focusKey);
  return (
    <Field field={props}>
      <textarea
        ref={element}
        {...tie(props)}
        className={props.monospace === true ? 'en-input en-mono' : 'en-input'}
        rows={props.rows ?? 4}
        spellCheck={props.spellCheck}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </Field>
  );
}

export function CodeField(props: PropsOf<'CodeField'>) {
  return (
    <Field field={props}>
      <textarea
        {...tie(props)}
        className="en-input en-mono"
        rows={props.value.length > 120 ? 5 : 1}
        readOnly
        spellCheck={false}
        value={props.value}
        onFocus={(event) => event.target.select()}
      />
    </Field>
  );
}

export function Checkbox({ id, label, hint, checked, onChange }: PropsOf<'Checkbox'>) {
  return (
    <div className="en-field">
      <label className="en-check">
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
        <div id={`${id}-hint`} className="en-hint en-check-hint">
          {hint}
        </div>
      )}
    </div>
  );
}

export function Cards({ id, label, required, hint, error, focusKey, value, onChange, cards }: PropsOf<'Cards'>) {
  const first = useFocusKey<HTMLInputElement>(focusKey);
  const notes = { id, ...(hint === undefined ? {} : { hint }), error: error ?? null };
  return (
    <fieldset className="en-cards" aria-describedby={tie(notes)['aria-describedby']}>
      <legend className="en-label">
        {label}
        {required === true && <span aria-hidden="true"> *</span>}
      </legend>
      <div className="en-cards-row">
        {cards.map((card, at) => (
          <Card
            key={card.value}
            group={id}
            card={card}
            isChosen={value === card.value}
            onChoose={onChange}
            inputRef={at === 0 ? first : undefined}
          />
        ))}
      </div>
      <Notes {...notes} />
    </fieldset>
  );
}

interface CardProps {
  readonly group: string;
  readonly card: PropsOf<'Cards'>['cards'][number];
  readonly isChosen: boolean;
  readonly onChoose: (value: string) => void;
  readonly inputRef: Ref<HTMLInputElement> | undefined;
}

function Card({ group, card, isChosen, onChoose, inputRef }: CardProps) {
  const isDisabled = card.disabledBecause !== undefined;
  const id = `${group}-${card.value}`;
  return (
    <label className="en-card" data-disabled={isDisabled || undefined} data-chosen={isChosen || undefined}>
      <span className="en-card-title">
        <input
          ref={inputRef}
          id={id}
          type="radio"
          name={group}
          checked={isChosen}
          aria-disabled={isDisabled || undefined}
          aria-describedby={`${id}-points`}
          onChange={() => !isDisabled && onChoose(card.value)}
        />
        {card.title}
      </span>
      <span id={`${id}-points`} className="en-card-points">
        {isDisabled && <span className="en-card-because">{card.disabledBecause}</span>}
        {card.points.map((point) => (
          <span key={point} className="en-card-point">
            {point}
          </span>
        ))}
      </span>
    </label>
  );
}

export function Combobox(props: PropsOf<'Combobox'>) {
  const box = useCombobox(props.id, props);
  const element = useFocusKey<HTMLInputElement>(props.focusKey);
  return (
    <Field field={props}>
      <div className="en-combobox">
        <input
          ref={element}
          {...tie(props)}
          className="en-input"
          role="combobox"
          aria-expanded={box.open}
          aria-controls={box.listId}
          aria-autocomplete="list"
          aria-activedescendant={box.activeOptionId}
          autoComplete="off"
          value={box.text}
          onChange={(event) => box.onText(event.target.value)}
          onClick={box.onOpen}
          onKeyDown={box.onKeyDown}
          onBlur={box.onBlur}
        />
        {box.open && <Options field={props} box={box} />}
      </div>
    </Field>
  );
}

function Options({ field, box }: { field: PropsOf<'Combobox'>; box: ReturnType<typeof useCombobox> }) {
  const { label, options, loading, loadingText, emptyText, more } = field;
  return (
    <div className="en-options">
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select cannot search, a datalist cannot disable */}
      <div id={box.listId} role="listbox" aria-label={label}>
        {options.map((choice) => (
          <div key={choice.value} className="en-option" {...box.option(choice)}>
            <span>{choice.label}</span>
            {choice.hint !== undefined && <span className="en-option-hint">{choice.hint}</span>}
          </div>
        ))}
      </div>
      {loading && <div className="en-option-note">{loadingText}</div>}
      {!loading && options.length === 0 && <div className="en-option-note">{emptyText}</div>}
      {more != null && (
        <button type="button" className="en-button en-link" onMouseDown={(event) => event.preventDefault()} onClick={more.onMore}>
          {more.label}
        </button>
      )}
    </div>
  );
}

export function Chip({ label, removeLabel, onRemove, focusKey }: PropsOf<'Chip'>) {
  const element = useFocusKey<HTMLButtonElement>(focusKey);
  return (
    <span className="en-chip">
      {label}
      <button ref={element} type="button" className="en-chip-remove" aria-label={removeLabel} onClick={onRemove}>
        ×
      </button>
    </span>
  );
}
