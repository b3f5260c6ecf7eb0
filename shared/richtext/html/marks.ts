/** What an inline element and its style say about the text inside. */
import { hasOwn, safeHref, type LossCounter, type RichMark } from '@entente/core';
import { attribute, type Element } from './tree.ts';

const markOf: Record<string, RichMark> = {
  b: { type: 'strong' },
  strong: { type: 'strong' },
  i: { type: 'em' },
  em: { type: 'em' },
  cite: { type: 'em' },
  dfn: { type: 'em' },
  var: { type: 'em' },
  s: { type: 'strike' },
  strike: { type: 'strike' },
  del: { type: 'strike' },
  u: { type: 'underline' },
  ins: { type: 'underline' },
  code: { type: 'code' },
  tt: { type: 'code' },
  kbd: { type: 'code' },
  samp: { type: 'code' },
  sub: { type: 'subsup', attrs: { type: 'sub' } },
  sup: { type: 'subsup', attrs: { type: 'sup' } },
};

/** Colours that pasted text carries without anybody having chosen them. */
const plainColor =
  /^(inherit|initial|unset|currentcolor|windowtext|window|transparent|auto|black|white|#000|#000000|#fff|#ffffff|rgba?\(0,0,0(,.*)?\)|rgba?\(255,255,255(,.*)?\)|var\(.*\))$/;

export function styleOf(element: Element): ReadonlyMap<string, string> {
  const declarations = new Map<string, string>();
  for (const declaration of attribute(element, 'style').split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const value = declaration
      .slice(colon + 1)
      .replace(/!\s*important/i, '')
      .trim()
      .toLowerCase();
    declarations.set(declaration.slice(0, colon).trim().toLowerCase(), value);
  }
  return declarations;
}

function withMark(marks: readonly RichMark[], mark: RichMark): readonly RichMark[] {
  return [...marks.filter((other) => other.type !== mark.type), mark];
}

function without(marks: readonly RichMark[], type: string): readonly RichMark[] {
  return marks.filter((mark) => mark.type !== type);
}

function weighted(marks: readonly RichMark[], weight: string): readonly RichMark[] {
  if (/^(bold|bolder|[6-9]00)$/.test(weight)) return withMark(marks, { type: 'strong' });
  return /^(normal|lighter|[1-5]00)$/.test(weight) ? without(marks, 'strong') : marks;
}

function styled(marks: readonly RichMark[], style: ReadonlyMap<string, string>): readonly RichMark[] {
  let result = weighted(marks, style.get('font-weight') ?? '');
  const slant = style.get('font-style') ?? '';
  if (/^(italic|oblique)/.test(slant)) result = withMark(result, { type: 'em' });
  else if (slant === 'normal') result = without(result, 'em');
  const lines = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
  if (lines.includes('line-through')) result = withMark(result, { type: 'strike' });
  if (lines.includes('underline')) result = withMark(result, { type: 'underline' });
  return result;
}

/** Colours and alignment: presentation that the model does not read from HTML, counted where somebody chose it. */
export function noteLostStyle(element: Element, losses: LossCounter): void {
  const style = styleOf(element);
  const color = (style.get('color') ?? attribute(element, 'color')).toLowerCase().replace(/\s/g, '');
  if (color !== '' && !plainColor.test(color)) losses.note('textColor');
  const background = (style.get('background-color') ?? style.get('background') ?? '').replace(/\s/g, '');
  if (background !== '' && background !== 'none' && !plainColor.test(background)) losses.note('backgroundColor');
  const align = style.get('text-align') ?? attribute(element, 'align').toLowerCase();
  if (align === 'center' || align === 'right' || align === 'end') losses.note('alignment');
}

function linked(marks: readonly RichMark[], element: Element, losses: LossCounter): readonly RichMark[] {
  const address = attribute(element, 'href');
  if (address === '') return marks;
  const href = safeHref(address);
  if (href === null) {
    losses.note('link');
    return marks;
  }
  return withMark(marks, { type: 'link', attrs: { href } });
}

/** The marks of text inside `element`, given those outside. */
export function marksInside(element: Element, outside: readonly RichMark[], losses: LossCounter): readonly RichMark[] {
  const own = hasOwn(markOf, element.tagName) ? markOf[element.tagName] : undefined;
  const marked = own === undefined ? outside : withMark(outside, own);
  return styled(element.tagName === 'a' ? linked(marked, element, losses) : marked, styleOf(element));
}
