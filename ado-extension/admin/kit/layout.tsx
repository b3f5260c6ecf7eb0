import { Card } from 'azure-devops-ui/Card';
import { Header, TitleSize } from 'azure-devops-ui/Header';
import { Page as HostPage } from 'azure-devops-ui/Page';
import { Surface, SurfaceBackground } from 'azure-devops-ui/Surface';
import { Tab, TabBar } from 'azure-devops-ui/Tabs';
import { useEffect, useRef, type ComponentProps } from 'react';
import type { Kit } from '@entente/wizard';
import { Link } from './actions.tsx';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

export function Page({ title, actions, navigation, breadcrumb, children }: Props<'Page'>) {
  return (
    <Surface background={SurfaceBackground.neutral}>
      <HostPage className="entente-page flex-grow">
        {breadcrumb && (
          <nav className="entente-breadcrumb">
            <Link onClick={breadcrumb.onClick}>{breadcrumb.label}</Link>
            <span aria-hidden="true"> / </span>
          </nav>
        )}
        <div className="entente-header">
          <Header title={title} titleSize={TitleSize.Large} titleAriaLevel={1} className="entente-title" />
          <div className="entente-row">{actions}</div>
        </div>
        {navigation && (
          <TabBar ariaLabel={navigation.label} selectedTabId={navigation.current} onSelectedTabChanged={navigation.onGo}>
            {navigation.items.map((item) => (
              <Tab key={item.id} id={item.id} name={item.title} />
            ))}
          </TabBar>
        )}
        <main className="page-content page-content-top entente-stack entente-gap-large">{children}</main>
      </HostPage>
    </Surface>
  );
}

export function Heading({ level, takesFocus, focusKey, children }: Props<'Heading'>) {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus === true) element.current?.focus();
  }, [takesFocus, focusKey]);
  const Tag = level === 2 ? 'h2' : 'h3';
  return (
    <Tag ref={element} tabIndex={takesFocus === true ? -1 : undefined} className={level === 2 ? 'title-s' : 'title-xs'}>
      {children}
    </Tag>
  );
}

export function Text({ tone = 'normal', testId, children }: Props<'Text'>) {
  return (
    <p className={`body-m entente-text-${tone}`} data-testid={testId}>
      {children}
    </p>
  );
}

export function List({ items }: Props<'List'>) {
  return (
    <ul className="entente-list body-m">
      {items.map((item, index) => (
        <li key={index}>{item}</li>
      ))}
    </ul>
  );
}

export function Code({ label, text, testId }: Props<'Code'>) {
  return (
    <pre className="entente-code monospaced-text" role="region" tabIndex={0} aria-label={label} data-testid={testId}>
      <code>{text}</code>
    </pre>
  );
}

export function Stack({ gap = 'medium', children }: Props<'Stack'>) {
  return <div className={`entente-stack entente-gap-${gap}`}>{children}</div>;
}

export function Row({ gap = 'small', align = 'start', children }: Props<'Row'>) {
  return <div className={`entente-row entente-gap-${gap} entente-align-${align}`}>{children}</div>;
}

export function Section({ label, children }: Props<'Section'>) {
  return (
    <section aria-label={label}>
      <div className="entente-section-label">{label}</div>
      <Card className="entente-card">
        <div className="entente-stack entente-gap-medium entente-fill">{children}</div>
      </Card>
    </section>
  );
}

export function Divider() {
  return <hr className="entente-divider" />;
}
