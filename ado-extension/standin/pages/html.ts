/** HTML by template literals: every value is escaped unless it is HTML already. */

export interface Html {
  readonly html: string;
}

type Value = string | number | null | Html | readonly Html[];

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

function show(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map((item) => item.html).join('');
}

export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: strings.map((part, index) => part + (index < values.length ? show(values[index] ?? null) : '')).join('') };
}

/** JSON for a script element: a `<` in it could end the element. */
export const scriptJson = (value: unknown): Html => ({ html: JSON.stringify(value).replaceAll('<', '\\u003c') });
