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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true);
      setActive(neighbour(state.options, active, event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && open) {
      const option = meant(state.options, active);
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
    listId: `${id}-list`,
    /** What the input shows: what is being typed, else what was chosen. */
    text: typed ? state.query : (state.value?.label ?? state.query),
    onText,
    onKeyDown,
    onOpen: () => setOpen(true),
    onBlur: close,
    activeOptionId: open && active !== null ? optionId(id, active) : undefined,
    option: (choice: Choice) => optionProps(optionId(id, choice.value), choice, state.value, active, choose),
  };
}

const optionId = (id: string, value: string) => `${id}-option-${value}`;

/** The option after or before the active one, round and round; without one, the first or the last. */
function neighbour(options: readonly Choice[], active: string | null, step: 1 | -1): string | null {
  const at = options.findIndex((option) => option.value === active);
  const next = at === -1 ? (step === 1 ? 0 : options.length - 1) : (at + step + options.length) % options.length;
  return options[next]?.value ?? null;
}

/** The option that Enter means: the active one, or the only one there is to choose. */
function meant(options: readonly Choice[], active: string | null): Choice | undefined {
  const choosable = options.filter((option) => option.disabled !== true);
  return options.find((option) => option.value === active) ?? (choosable.length === 1 ? choosable[0] : undefined);
}

function optionProps(id: string, choice: Choice, chosen: Choice | null, active: string | null, choose: (choice: Choice) => void) {
  return {
    id,
    role: 'option' as const,
    'aria-selected': chosen?.value === choice.value,
    'aria-disabled': choice.disabled === true,
    'data-active': active === choice.value || undefined,
    /** Before the blur, which would close the list. */
    onMouseDown: (event: { preventDefault(): void }) => {
      event.preventDefault();
      choose(choice);
    },
  };
}
