/** Runs `then` now if the page is in front, else when it comes back: a hidden page asks for nothing. */
export function whenVisible(then: () => void): void {
  if (document.visibilityState === 'visible') return then();
  const look = (): void => {
    if (document.visibilityState !== 'visible') return;
    document.removeEventListener('visibilitychange', look);
    then();
  };
  document.addEventListener('visibilitychange', look);
}
