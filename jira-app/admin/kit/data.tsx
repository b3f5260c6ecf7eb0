/** What is read. */
import { useId, type ComponentProps, type KeyboardEvent } from 'react';
import type { Kit } from '@entente/wizard';
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';
import AkSpinner from '@atlaskit/spinner';
import { hostGlyph } from './host-glyphs.tsx';
import { ClockIcon, MinusIcon, StatusErrorIcon, StatusSuccessIcon, StatusWarningIcon } from './icons.ts';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

/** A table of its own, not Atlaskit's dynamic one: that has no row headers and cannot stack on a narrow page. */
export function Table({ label, columns, rows, empty, loading = false, loadingText }: Props<'Table'>) {
  if (loading && rows.length === 0) return <Spinner label={loadingText} />;
  if (rows.length === 0) return <div className="kit-empty">{empty}</div>;
  return (
    <div className="kit-table-scroll">
      <table className="kit-table" aria-label={label} aria-busy={loading}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={column.hideOnNarrow === true ? 'kit-wide-only' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-testid={row.testId}>
              {columns.map((column) => (
                <Cell key={column.id} column={column} content={row.cells[column.id]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly column: Props<'Table'>['columns'][number];
  readonly content: Props<'Table'>['empty'];
}

function Cell({ column, content }: CellProps) {
  const shared = { className: column.hideOnNarrow === true ? 'kit-wide-only' : undefined, 'data-title': column.title };
  return column.rowHeader === true ? (
    <th scope="row" {...shared}>
      {content}
    </th>
  ) : (
    <td {...shared}>{content}</td>
  );
}

export function Facts({ facts }: Props<'Facts'>) {
  return (
    <dl className="kit-facts">
      {facts.map((fact) => (
        <div key={fact.label} className="kit-fact">
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** By the ARIA pattern with automatic activation: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function Tabs({ label, selected, onSelect, tabs }: Props<'Tabs'>) {
  const base = useId();
  const at = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === selected),
  );
  const move = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
    const wanted = steps[event.key];
    const next = wanted === undefined ? undefined : tabs[(wanted + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    document.getElementById(`${base}-${next.id}`)?.focus();
  };
  return (
    <div className="kit-stack kit-gap-large">
      <div role="tablist" aria-label={label} className="kit-tablist">
        {tabs.map((tab, index) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-${tab.id}`}
            aria-selected={index === at}
            aria-controls={`${base}-panel`}
            tabIndex={index === at ? 0 : -1}
            className="kit-tab"
            onKeyDown={move}
            onClick={() => onSelect(tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${tabs[at]?.id ?? ''}`} tabIndex={-1} className="kit-tabpanel">
        {tabs[at]?.content}
      </div>
    </div>
  );
}

const tones = {
  neutral: { appearance: 'neutral', icon: MinusIcon },
  progress: { appearance: 'information', icon: ClockIcon },
  good: { appearance: 'success', icon: StatusSuccessIcon },
  warning: { appearance: 'warning', icon: StatusWarningIcon },
  bad: { appearance: 'danger', icon: StatusErrorIcon },
} as const;

export function Status({ tone, children }: Props<'Status'>) {
  const { appearance, icon } = tones[tone];
  return (
    <span className="kit-status">
      <Lozenge appearance={appearance} iconBefore={icon} maxWidth="none">
        {children}
      </Lozenge>
    </span>
  );
}

export function HostIcon({ nodeType, label }: Props<'HostIcon'>) {
  return (
    <span className="kit-host">
      {hostGlyph(nodeType)}
      <span>{label}</span>
    </span>
  );
}

const messages = { info: 'information', success: 'success', warning: 'warning', error: 'error' } as const;

export function Message({ tone, title, actions, children }: Props<'Message'>) {
  const heading = title === undefined ? {} : { title, headingLevel: 'h3' as const };
  return (
    <SectionMessage appearance={messages[tone]} {...heading}>
      <div className="kit-stack kit-gap-small">
        <div>{children}</div>
        {actions !== undefined && <div className="kit-row kit-gap-small">{actions}</div>}
      </div>
    </SectionMessage>
  );
}

export function Spinner({ label }: Props<'Spinner'>) {
  return (
    <span className="kit-spinner">
      <AkSpinner size="medium" />
      <span>{label}</span>
    </span>
  );
}
