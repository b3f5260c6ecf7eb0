import type { ReactNode } from 'react';
import { useGround } from './ground.tsx';

/** A page with the way to the other pages. */
export function Frame(props: {
  title: string;
  current: 'connections' | 'settings';
  actions?: ReactNode;
  breadcrumb?: { label: string; onClick: () => void };
  children: ReactNode;
}) {
  const { kit, t, go } = useGround();
  const items = [
    { id: 'connections', title: t('pages.connections') },
    { id: 'settings', title: t('pages.settings') },
  ];
  return (
    <kit.Page
      title={props.title}
      navigation={{ label: t('pages.label'), current: props.current, items, onGo: go }}
      {...(props.actions === undefined ? {} : { actions: props.actions })}
      {...(props.breadcrumb === undefined ? {} : { breadcrumb: props.breadcrumb })}
    >
      {props.children}
    </kit.Page>
  );
}
