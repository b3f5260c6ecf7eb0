import { useGround } from './ground.tsx';

/** *Try again*, *Reload*, *Ask again* … beside a message. */
export function AgainButton({ label, onClick, testId }: { label: string; onClick: () => void; testId?: string }) {
  const { kit } = useGround();
  return (
    <kit.Button look="secondary" onClick={onClick} {...(testId === undefined ? {} : { testId })}>
      {label}
    </kit.Button>
  );
}
