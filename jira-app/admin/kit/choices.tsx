/** One of several. */
import { useRef, type ComponentProps } from 'react';
import { useCombobox, type Kit } from '@entente/wizard';
import Spinner from '@atlaskit/spinner';
import Textfield from '@atlaskit/textfield';
import { Asterisk, ErrorLine, FieldFrame } from './field-frame.tsx';
import { useFocusKey } from './focus.ts';
import { ChevronDownIcon } from './icons.ts';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

/** Native radio buttons in cards. A card that cannot be chosen is `aria-disabled`: arrow keys reach it, and it says why. */
export function Cards({ id, label, required = false, hint, error, focusKey, value, onChange, cards }: Props<'Cards'>) {
  useFocusKey(focusKey, () => focusCards(id));
  const failed = error !== undefined && error !== null && error !== '';
  const described = [hint === undefined ? '' : `${id}-hint`, failed ? `${id}-error` : ''].filter((one) => one !== '').join(' ');
  return (
    <fieldset
      className="kit-cards"
      id={id}
      role="radiogroup"
      {...(required ? { 'aria-required': true as const } : {})}
      {...(failed ? { 'aria-invalid': true as const } : {})}
      {...(described === '' ? {} : { 'aria-describedby': described })}
    >
      <legend className="kit-label">
        {label}
        {required && <Asterisk />}
      </legend>
      <div className="kit-cards-grid">
        {cards.map((card) => (
          <Card key={card.value} name={id} card={card} checked={card.value === value} onChange={onChange} />
        ))}
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="kit-hint">
          {hint}
        </p>
      )}
      {failed && <ErrorLine id={`${id}-error`} text={error} />}
    </fieldset>
  );
}

interface CardProps {
  readonly name: string;
  readonly card: Props<'Cards'>['cards'][number];
  readonly checked: boolean;
  readonly onChange: (value: string) => void;
}

function Card({ name, card, checked, onChange }: CardProps) {
  const itsId = `${name}-${card.value}`;
  const disabled = card.disabledBecause !== undefined;
  return (
    <label className={`kit-card${checked ? ' kit-card-checked' : ''}${disabled ? ' kit-card-disabled' : ''}`} htmlFor={itsId}>
      <span className="kit-card-title">
        <input
          type="radio"
          id={itsId}
          name={name}
          value={card.value}
          checked={checked}
          aria-labelledby={`${itsId}-title`}
          aria-describedby={`${itsId}-points`}
          {...(disabled ? { 'aria-disabled': true as const } : {})}
          onChange={() => {
            if (!disabled) onChange(card.value);
          }}
        />
        <span id={`${itsId}-title`}>{card.title}</span>
      </span>
      <span id={`${itsId}-points`} className="kit-card-points">
        {card.points.map((point) => (
          <span key={point} className="kit-card-point">
            {point}
          </span>
        ))}
        {disabled && <span className="kit-card-because">{card.disabledBecause}</span>}
      </span>
    </label>
  );
}

/** Where focus goes after a step was refused: the chosen card, else the first. */
function focusCards(id: string): void {
  const group = document.getElementById(id);
  const card = group?.querySelector<HTMLElement>('input:checked') ?? group?.querySelector<HTMLElement>('input');
  card?.focus();
}

/** Atlaskit's text field over a list of its own: the behaviour is the wizard's, the same in every Kit. */
export function Combobox({
  value,
  query,
  onQuery,
  options,
  loading,
  emptyText,
  loadingText,
  more = null,
  onChange,
  ...field
}: Props<'Combobox'>) {
  const input = useRef<HTMLInputElement>(null);
  const box = useCombobox(field.id, { value, query, options, onQuery, onChange });
  useFocusKey(field.focusKey, () => input.current?.focus());
  return (
    <FieldFrame field={field}>
      {(control) => (
        <div className="kit-combobox">
          <Textfield
            {...control}
            ref={input}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={box.open}
            aria-controls={box.listId}
            {...(box.activeOptionId === undefined ? {} : { 'aria-activedescendant': box.activeOptionId })}
            autoComplete="off"
            spellCheck={false}
            isInvalid={control['aria-invalid'] === true}
            value={box.text}
            onChange={(event) => box.onText(event.currentTarget.value)}
            onClick={box.onOpen}
            onKeyDown={box.onKeyDown}
            onBlur={box.onBlur}
            elemAfterInput={<Marker loading={loading} />}
          />
          <div className="kit-options" hidden={!box.open}>
            <div id={box.listId} role="listbox" aria-label={field.label} className="kit-listbox">
              {options.map((choice) => (
                <div key={choice.value} {...box.option(choice)} className="kit-option">
                  <span>{choice.label}</span>
                  {choice.hint !== undefined && <span className="kit-option-hint">{choice.hint}</span>}
                </div>
              ))}
            </div>
            {options.length === 0 && <p className="kit-option-none">{loading ? loadingText : emptyText}</p>}
            {more !== null && (
              // Before the blur, which would close the list.
              <button
                type="button"
                className="kit-link kit-option-more"
                tabIndex={-1}
                onMouseDown={(event) => event.preventDefault()}
                onClick={more.onMore}
              >
                {more.label}
              </button>
            )}
          </div>
        </div>
      )}
    </FieldFrame>
  );
}

function Marker({ loading }: { readonly loading: boolean }) {
  return <span className="kit-combobox-marker">{loading ? <Spinner size="small" /> : <ChevronDownIcon label="" size="small" />}</span>;
}
