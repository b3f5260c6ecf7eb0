/**
 * The behaviour of a combobox with a list (ARIA 1.2, https://www.w3.org/WAI/ARIA/apg/patterns/combobox/), without looks:
 * each Kit spreads the returned props on its own input and list.
 *
 * 1. Focus stays in the input; the active option is told by aria-activedescendant.
 * 2. Down and Up open the list and move over all options, so that one that cannot be chosen is heard saying why; Enter
 *    chooses, or takes the only one that can be; Esc closes the list first
 *    (and only then reaches the wizard); leaving the field closes it and drops what was typed but not chosen.
 */
import { useState, type KeyboardEvent } from 'react';
import type { Choice } from './kit.ts';

export interface ComboboxState {
  readonly value: Choice | null;
  readonly query: string;
  readonly options: readonly Choice[];
  readonly onQuery: (query: string) => void;
  readonly onChange: (choice: Choice | null) => void;
}

export function useCombobox(id: string, state: ComboboxState) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const [typed, setTyped] = useState(false);
  const listId = `${id}-list`;
  const choosable = state.options.filter((option) => option.disabled !== true);
  const optionId = (value: string) => `${id}-option-${value}`;

  const close = () => {
    setOpen(false);
    setActive(null);
    if (typed) state.onQuery('');
    setTyped(false);
  };
  const choose = (option: Choice) => {
    if (option.disabled === true) return;
    state.onChange(option);
    close();
  };
  const move = (step: 1 | -1) => {
    setOpen(true);
    const count = state.options.length;
    const at = state.options.findIndex((option) => option.value === active);
    const next = at === -1 ? (step === 1 ? 0 : count - 1) : (at + step + count) % count;
    setActive(state.options[next]?.value ?? null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Enter' && open) {
      const option = state.options.find((one) => one.value === active) ?? (choosable.length === 1 ? choosable[0] : undefined);
      if (option !== undefined) choose(option);
    } else if (event.key === 'Escape' && open) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onText = (text: string) => {
    setTyped(true);
    setOpen(true);
    setActive(null);
    if (state.value !== null) state.onChange(null);
    state.onQuery(text);
  };

  return {
    open,
    listId,
    /** What the input shows: what is being typed, else what was chosen. */
    text: typed ? state.query : (state.value?.label ?? state.query),
    onText,
    onKeyDown,
    onOpen: () => setOpen(true),
    onBlur: close,
    activeOptionId: open && active !== null ? optionId(active) : undefined,
    option: (choice: Choice) => ({
      id: optionId(choice.value),
      role: 'option' as const,
      'aria-selected': state.value?.value === choice.value,
      'aria-disabled': choice.disabled === true,
      'data-active': active === choice.value || undefined,
      /** Before the blur, which would close the list. */
      onMouseDown: (event: { preventDefault(): void }) => {
        event.preventDefault();
        choose(choice);
      },
    }),
  };
}
