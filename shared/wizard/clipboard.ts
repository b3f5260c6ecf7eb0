/**
 * Copies text; rejects where the browser refuses both ways. The asynchronous clipboard is missing where there is no secure
 * context, and may be forbidden to a frame; the old command needs neither, in a click.
 */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text);
  }
}

function copyBySelection(text: string): void {
  const area = document.createElement('textarea');
  const before = document.activeElement;
  area.value = text;
  area.readOnly = true;
  // Neither seen nor scrolled to.
  Object.assign(area.style, { position: 'fixed', insetBlockStart: '0', opacity: '0' });
  // Inside the dialog, where there is one: its focus lock would take the selection away.
  (before?.closest('[role="dialog"]') ?? document.body).append(area);
  area.select();
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other way without the permission
  const copied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!copied) throw new Error('The browser refused to copy.');
}
