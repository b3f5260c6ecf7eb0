import { useState, type ReactNode } from 'react';
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
  return (
    <fieldset
      className="en-cards"
      aria-describedby={tie({ id, ...(hint === undefined ? {} : { hint }), error: error ?? null })['aria-describedby']}
    >
      <legend className="en-label">
        {label}
        {required === true && <span aria-hidden="true"> *</span>}
      </legend>
      <div className="en-cards-row">
        {cards.map((card, at) => (
          <label
            key={card.value}
            className="en-card"
            data-disabled={card.disabledBecause !== undefined || undefined}
            data-chosen={value === card.value || undefined}
          >
            <span className="en-card-title">
              <input
                ref={at === 0 ? first : undefined}
                id={`${id}-${card.value}`}
                type="radio"
                name={id}
                checked={value === card.value}
                aria-disabled={card.disabledBecause !== undefined || undefined}
                aria-describedby={`${id}-${card.value}-points`}
                onChange={() => card.disabledBecause === undefined && onChange(card.value)}
              />
              {card.title}
            </span>
            <span id={`${id}-${card.value}-points`} className="en-card-points">
              {card.disabledBecause !== undefined && <span className="en-card-because">{card.disabledBecause}</span>}
              {card.points.map((point) => (
                <span key={point} className="en-card-point">
                  {point}
                </span>
              ))}
            </span>
          </label>
        ))}
      </div>
      <Notes id={id} {...(hint === undefined ? {} : { hint })} error={error ?? null} />
    </fieldset>
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
        {box.open && (
          <div className="en-options">
            {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select cannot search, a datalist cannot disable */}
            <div id={box.listId} role="listbox" aria-label={props.label}>
              {props.options.map((choice) => (
                <div key={choice.value} className="en-option" {...box.option(choice)}>
                  <span>{choice.label}</span>
                  {choice.hint !== undefined && <span className="en-option-hint">{choice.hint}</span>}
                </div>
              ))}
            </div>
            {props.loading && <div className="en-option-note">{props.loadingText}</div>}
            {!props.loading && props.options.length === 0 && <div className="en-option-note">{props.emptyText}</div>}
            {props.more != null && (
              <button
                type="button"
                className="en-button en-link"
                onMouseDown={(event) => event.preventDefault()}
                onClick={props.more.onMore}
              >
                {props.more.label}
              </button>
            )}
          </div>
        )}
      </div>
    </Field>
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
