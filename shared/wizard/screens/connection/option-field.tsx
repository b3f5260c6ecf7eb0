import { useEffect, useState } from 'react';
import type { Home } from '../../admin-api/contract.ts';
import type { Choice } from '../../kit/kit.ts';
import { performPicker, searchOption } from '../../machines/perform.ts';
import { pickerTable, startPicker } from '../../machines/picker/table.ts';
import { useGround, useMachine } from '../ground.tsx';

interface OptionFieldProps {
  readonly option: Home['options'][number];
  readonly value: string;
  readonly error: string | null;
  readonly focusKey: string | null;
  readonly onChange: (value: string) => void;
}

/** A setting whose values the host looks up: what is not found cannot be chosen, and nothing chosen is unset. */
export function OptionField({ option, value, error, focusKey, onChange }: OptionFieldProps) {
  const { kit, page, t, say } = useGround();
  const [{ state, data }, send] = useMachine(
    pickerTable,
    () => ({ state: 'idle', data: startPicker }),
    () => performPicker(searchOption(page, option.key)),
  );
  useEffect(() => send({ type: 'reload' }), [send]);
  const failed = state === 'failed' && data.trouble !== null ? say(data.trouble) : null;
  // Of what was chosen here the name stays, whatever is searched for next; a saved value is known by the name it is found with.
  const [chosen, setChosen] = useState<Choice | null>(null);
  const id = encodeURIComponent(value);
  const name = chosen?.value === id ? chosen.label : (data.items.find((item) => item.id === value)?.name ?? value);
  const choose = (choice: Choice | null): void => {
    setChosen(choice);
    onChange(choice === null ? '' : decodeURIComponent(choice.value));
  };
  return (
    <kit.Combobox
      id={`connection-option-${option.key}`}
      label={option.label}
      hint={option.hint}
      error={error ?? failed}
      focusKey={focusKey}
      value={value === '' ? null : { value: id, label: name }}
      query={data.query}
      onQuery={(query) => send({ type: 'typed', query })}
      options={data.items.map(toChoice)}
      loading={state === 'searching'}
      emptyText={t('option.none')}
      loadingText={t('option.loading')}
      onChange={choose}
    />
  );
}

/** A value may have signs that an element's id may not. */
const toChoice = ({ id, key, name }: { readonly id: string; readonly key: string; readonly name: string }): Choice => ({
  value: encodeURIComponent(id),
  label: name,
  ...(key === name ? {} : { hint: key }),
});
