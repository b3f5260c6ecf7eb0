import { useId, type KeyboardEvent } from 'react';
import type { PropsOf } from './layout.tsx';

export function Code({ label, text, testId }: PropsOf<'Code'>) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it can be scrolled by keyboard
    <section className="en-code" aria-label={label} tabIndex={0}>
      <pre data-testid={testId}>
        <code>{text}</code>
      </pre>
    </section>
  );
}

/** On a narrow page each row becomes a block of its own, so that nothing has to be hidden. */
export function Table({ label, columns, rows, empty, loading, loadingText }: PropsOf<'Table'>) {
  if (loading === true) return <Spinner label={loadingText} />;
  if (rows.length === 0) return <div className="en-empty">{empty}</div>;
  return (
    <div className="en-table-scroll">
      <table className="en-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, title }) => (
              <th key={id} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-testid={row.testId}>
              {columns.map(({ id, title, rowHeader }) => {
                return rowHeader === true ? (
                  <th key={id} scope="row" data-column={title}>
                    {row.cells[id]}
                  </th>
                ) : (
                  <td key={id} data-column={title}>
                    {row.cells[id]}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Facts({ facts }: PropsOf<'Facts'>) {
  return (
    <dl className="en-facts">
      {facts.map(({ label, value }) => (
        <div key={label} className="en-fact">
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function Tabs({ label, selected, onSelect, tabs }: PropsOf<'Tabs'>) {
  const base = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex(({ id }) => id === selected);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    onSelect(next.id);
    document.getElementById(`${base}-${next.id}`)?.focus();
  };
  return (
    <div>
      <div className="en-tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            id={`${base}-${id}`}
            type="button"
            role="tab"
            className="en-tab"
            aria-selected={id === selected}
            aria-controls={`${base}-panel`}
            tabIndex={id === selected ? 0 : -1}
            onClick={() => onSelect(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div id={`${base}-panel`} className="en-tab-panel" role="tabpanel" aria-labelledby={`${base}-${selected}`}>
        {tabs.find(({ id }) => id === selected)?.content}
      </div>
    </div>
  );
}

const icons = { neutral: '○', progress: '◔', good: '✓', warning: '!', bad: '✕' } as const;

export function Status({ tone, children }: PropsOf<'Status'>) {
  return (
    <span className={`en-status en-tone-${tone}`}>
      <span aria-hidden="true" className="en-status-icon">
        {icons[tone]}
      </span>
      <span>{children}</span>
    </span>
  );
}

/** Without a host's own pictures: the first letters of its type. */
export function HostIcon({ nodeType, label }: PropsOf<'HostIcon'>) {
  const letters = nodeType === 'UNKNOWN' ? '?' : nodeType.slice(0, 1);
  return (
    <span className="en-host">
      <span aria-hidden="true" className="en-host-icon">
        {letters}
      </span>
      <span>{label}</span>
    </span>
  );
}

export function Message({ tone, title, actions, children }: PropsOf<'Message'>) {
  return (
    <div className={`en-message en-tone-${tone}`}>
      {title !== undefined && <strong>{title}</strong>}
      <div>{children}</div>
      {actions !== undefined && <div className="en-actions">{actions}</div>}
    </div>
  );
}

export function Spinner({ label }: PropsOf<'Spinner'>) {
  return (
    <span className="en-spinner">
      <span className="en-spin" aria-hidden="true" />
      {label}
    </span>
  );
}
