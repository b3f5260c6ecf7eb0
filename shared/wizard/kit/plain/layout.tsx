import type { ComponentProps, ComponentType } from 'react';
import type { Kit } from '../kit.ts';
import { useFocusKey } from './focus.ts';

export type PropsOf<Name extends keyof Kit> = Kit[Name] extends ComponentType<infer Props> ? Props : ComponentProps<never>;

export function Page({ title, actions, navigation, breadcrumb, children }: PropsOf<'Page'>) {
  return (
    <div className="en-page">
      {navigation !== undefined && (
        <nav className="en-nav" aria-label={navigation.label}>
          {navigation.items.map(({ id, title: name }) => (
            <button
              key={id}
              type="button"
              className="en-nav-item"
              aria-current={id === navigation.current ? 'page' : undefined}
              onClick={() => navigation.onGo(id)}
            >
              {name}
            </button>
          ))}
        </nav>
      )}
      <main className="en-main">
        {breadcrumb !== undefined && (
          <button type="button" className="en-button en-link" onClick={breadcrumb.onClick}>
            <span aria-hidden="true">‹ </span>
            {breadcrumb.label}
          </button>
        )}
        <header className="en-header">
          <h1>{title}</h1>
          {actions !== undefined && <div className="en-actions">{actions}</div>}
        </header>
        {children}
      </main>
    </div>
  );
}

export function Heading({ level, takesFocus, focusKey, children }: PropsOf<'Heading'>) {
  const element = useFocusKey<HTMLHeadingElement>(takesFocus === true ? (focusKey ?? 'mount') : null);
  const Tag = level === 2 ? 'h2' : 'h3';
  return (
    <Tag ref={element} tabIndex={takesFocus === true ? -1 : undefined} className="en-heading">
      {children}
    </Tag>
  );
}

export function Text({ tone = 'normal', testId, children }: PropsOf<'Text'>) {
  return (
    <p className={`en-text en-text-${tone}`} data-testid={testId}>
      {children}
    </p>
  );
}

export function List({ items }: PropsOf<'List'>) {
  return (
    <ul className="en-list">
      {items.map((item, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a list of sentences, drawn whole each time
        <li key={at}>{item}</li>
      ))}
    </ul>
  );
}

export function Stack({ gap = 'medium', children }: PropsOf<'Stack'>) {
  return <div className={`en-stack en-gap-${gap}`}>{children}</div>;
}

export function Row({ gap = 'medium', align = 'start', children }: PropsOf<'Row'>) {
  return <div className={`en-row en-gap-${gap} en-align-${align}`}>{children}</div>;
}

export function Section({ label, children }: PropsOf<'Section'>) {
  return (
    <section className="en-section" aria-label={label}>
      <div className="en-section-label">{label}</div>
      {children}
    </section>
  );
}

export function Divider() {
  return <hr className="en-divider" />;
}
