/** Fields in which one types. */
import { useEffect, useRef, type ComponentProps } from 'react';
import type { Kit } from '@entente/wizard';
import AkCheckbox from '@atlaskit/checkbox';
import AkTextArea from '@atlaskit/textarea';
import AkTextfield from '@atlaskit/textfield';
import { FieldFrame } from './field-frame.tsx';
import { useFocusKey } from './focus.ts';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

export function TextField({ value, onChange, onBlur, onEnter, kind = 'text', autoFocus = false, maxLength, ...field }: Props<'TextField'>) {
  const input = useRef<HTMLInputElement>(null);
  useFocusKey(field.focusKey, () => input.current?.focus());
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  return (
    <FieldFrame field={field}>
      {(control) => (
        <AkTextfield
          {...control}
          ref={input}
          // Not type="url": the browser's own idea of an address would speak before the page's.
          type={kind === 'password' ? 'password' : 'text'}
          {...(kind === 'url' ? { inputMode: 'url' as const } : {})}
          value={value}
          isInvalid={control['aria-invalid'] === true}
          autoComplete="off"
          spellCheck={kind === 'text'}
          {...(maxLength === undefined ? {} : { maxLength })}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={() => onBlur?.()}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || onEnter === undefined) return;
            event.preventDefault();
            onEnter();
          }}
        />
      )}
    </FieldFrame>
  );
}

export function TextArea({ value, onChange, rows = 3, monospace = false, spellCheck = true, ...field }: Props<'TextArea'>) {
  const area = useRef<HTMLTextAreaElement>(null);
  useFocusKey(field.focusKey, () => area.current?.focus());
  return (
    <FieldFrame field={field}>
      {(control) => (
        <AkTextArea
          {...control}
          ref={area}
          value={value}
          isInvalid={control['aria-invalid'] === true}
          isMonospaced={monospace}
          minimumRows={rows}
          resize="vertical"
          spellCheck={spellCheck}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}

export function CodeField({ value, ...field }: Props<'CodeField'>) {
  const area = useRef<HTMLTextAreaElement>(null);
  useFocusKey(field.focusKey, () => area.current?.focus());
  return (
    <FieldFrame field={field}>
      {(control) => (
        <AkTextArea
          {...control}
          ref={area}
          value={value}
          isReadOnly
          isMonospaced
          minimumRows={Math.min(5, Math.ceil(value.length / 90))}
          resize="vertical"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </FieldFrame>
  );
}

export function Checkbox({ id, label, hint, checked, onChange }: Props<'Checkbox'>) {
  const hintId = `${id}-hint`;
  return (
    <div className="kit-checkbox">
      <AkCheckbox
        id={id}
        label={label}
        isChecked={checked}
        {...(hint === undefined ? {} : { 'aria-describedby': hintId })}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {hint !== undefined && (
        <p id={hintId} className="kit-hint kit-checkbox-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
