/** The page and what holds its content. */
import { useContext, useEffect, useId, useLayoutEffect, useRef, type ComponentProps } from 'react';
import type { Kit } from '@entente/wizard';
import AkHeading from '@atlaskit/heading';
import AkButton from '@atlaskit/button/new';
import { DialogContext } from './focus.ts';
import { ArrowLeftIcon } from './icons.ts';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

/** Jira's own navigation shows the product's pages beside this one: `navigation` is left to it. */
export function Page({ title, actions, breadcrumb, children }: Props<'Page'>) {
  return (
    <div className="kit-page">
      {breadcrumb !== undefined && (
        <AkButton appearance="subtle" spacing="compact" iconBefore={ArrowLeftIcon} onClick={breadcrumb.onClick}>
          {breadcrumb.label}
        </AkButton>
      )}
      <header className="kit-page-header">
        <AkHeading size="large" as="h1">
          {title}
        </AkHeading>
        {actions !== undefined && <div className="kit-row kit-gap-small">{actions}</div>}
      </header>
      <main className="kit-stack kit-gap-large">{children}</main>
    </div>
  );
}

const sizes = { 2: 'medium', 3: 'small' } as const;

export function Heading({ level, takesFocus = false, focusKey, children }: Props<'Heading'>) {
  const heading = useRef<HTMLHeadingElement>(null);
  const dialog = useContext(DialogContext);
  // Before the dialog's own effect looks for its first focus.
  useLayoutEffect(() => {
    if (takesFocus) dialog?.focusFirst(heading.current);
  }, [takesFocus, dialog]);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus, focusKey]);
  const Element = `h${level}` as const;
  return (
    <Element ref={heading} className={`kit-heading kit-heading-${sizes[level]}`} {...(takesFocus ? { tabIndex: -1 } : {})}>
      {children}
    </Element>
  );
}

export function Text({ tone = 'normal', testId, children }: Props<'Text'>) {
  return (
    <p className={`kit-text kit-text-${tone}`} data-testid={testId}>
      {children}
    </p>
  );
}

export function List({ items }: Props<'List'>) {
  return (
    <ul className="kit-list">
      {items.map((item, at) => (
        // The items have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={at}>{item}</li>
      ))}
    </ul>
  );
}

export function Code({ label, text, testId }: Props<'Code'>) {
  return (
    // Focusable, so that it can be scrolled by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="kit-code" role="region" aria-label={label} tabIndex={0} data-testid={testId}>
      <code>{text}</code>
    </pre>
  );
}

export function Stack({ gap = 'medium', children }: Props<'Stack'>) {
  return <div className={`kit-stack kit-gap-${gap}`}>{children}</div>;
}

export function Row({ gap = 'small', align = 'start', children }: Props<'Row'>) {
  return <div className={`kit-row kit-gap-${gap} kit-align-${align}`}>{children}</div>;
}

export function Section({ label, children }: Props<'Section'>) {
  const heading = useId();
  return (
    <section className="kit-stack kit-gap-medium" aria-labelledby={heading}>
      <h2 id={heading} className="kit-heading kit-heading-medium">
        {label}
      </h2>
      {children}
    </section>
  );
}

export function Divider() {
  return <hr className="kit-divider" />;
}
