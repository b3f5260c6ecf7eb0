/** Copies text; rejects where the browser refuses both ways. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The frame may lack the permission for the asynchronous clipboard; the old command needs none in a click.
    copyBySelection(text);
  }
}

function copyBySelection(text: string): void {
  const area = document.createElement('textarea');
  const before = document.activeElement;
  area.value = text;
  area.readOnly = true;
  area.className = 'kit-heard';
  // Inside the dialog, where there is one: its focus lock would take the selection away.
  (before?.closest('[role="dialog"]') ?? document.body).append(area);
  area.select();
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other way without the permission
  const copied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!copied) throw new Error('The browser refused to copy.');
}
