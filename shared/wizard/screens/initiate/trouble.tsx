import type { InitiateData } from '../../machines/initiate/data.ts';
import { useGround } from '../ground.tsx';

/** What is going on after *Initiate*: being made, or why it was not. */
export function Trouble({ data, isBusy }: { data: InitiateData; isBusy: boolean }) {
  const { kit, t, say } = useGround();
  if (isBusy) return <kit.Spinner label={t('initiate.making')} />;
  if (data.trouble === null) return null;
  return (
    <kit.Message tone="error" title={t('initiate.trouble')}>
      {say(data.trouble)}
    </kit.Message>
  );
}
