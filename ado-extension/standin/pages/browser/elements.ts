/** Small helpers to build the pages' elements. Texts are set as texts; only what the host has cleaned is set as HTML. */

type Child = Node | string | null;

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** HTML as the API gave it, which the host cleaned when it was stored. */
export function rich(html: string): HTMLElement {
  const made = el('div', { class: 'rich' });
  made.innerHTML = html;
  return made;
}

export function labelled(label: string, input: HTMLElement): HTMLLabelElement {
  return el('label', {}, el('span', {}, label), input);
}

export function choice(name: string, values: readonly string[], selected: string): HTMLSelectElement {
  const options = values.map((value) => el('option', value === selected ? { value, selected: '' } : { value }, value));
  return el('select', { name }, ...options);
}

/** Runs `submit` with the form's values; a refusal of the host is shown in the form. */
export function form(children: readonly Child[], label: string, submit: (values: FormData) => Promise<void>): HTMLFormElement {
  const problem = el('div', { class: 'problem', role: 'alert', hidden: '' });
  const button = el('button', { class: 'primary', type: 'submit' }, label);
  const made = el('form', { class: 'stack' }, ...children, el('div', { class: 'row' }, button), problem);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    submit(new FormData(made))
      .catch((error: unknown) => {
        problem.textContent = error instanceof Error ? error.message : String(error);
        problem.hidden = false;
      })
      .finally(() => {
        button.disabled = false;
      });
  });
  return made;
}

/** Whether someone is in the middle of writing: then nothing is shown anew under their hands. */
export function isWriting(place: HTMLElement): boolean {
  const open = place.querySelector('details[open]') !== null;
  const typed = [...place.querySelectorAll('textarea, input')].some(
    (input) => (input instanceof HTMLTextAreaElement || input instanceof HTMLInputElement) && input.value !== input.defaultValue,
  );
  return open || typed || place.contains(document.activeElement);
}

/** Looks again every second while the page is in front, as the host's own pages show what others do. */
export function keepLooking(look: () => Promise<void>): void {
  window.setInterval(() => {
    if (document.visibilityState === 'visible') void look().catch(() => undefined);
  }, 1000);
}

export function valueOf(values: FormData, name: string): string {
  const value = values.get(name);
  return typeof value === 'string' ? value : '';
}
