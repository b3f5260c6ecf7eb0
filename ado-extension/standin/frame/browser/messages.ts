/** Toasts, banners and message dialogs that an extension asks its host to show. */

type Bag = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function element(tag: string, className: string, content: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = content;
  return made;
}

function messageArea(): HTMLElement {
  const area = document.getElementById('messages');
  if (area === null) throw new Error('the page has no message area');
  return area;
}

export function addToast(toast: Bag): void {
  const shown = element('div', 'toast', text(toast['message']));
  shown.setAttribute('role', 'status');
  messageArea().append(shown);
  const duration = toast['duration'];
  window.setTimeout(
    () => {
      shown.remove();
    },
    typeof duration === 'number' ? duration : 3000,
  );
}

export function addBanner(banner: Bag): void {
  closeBanner();
  const shown = element('div', 'banner', text(banner['message']));
  shown.setAttribute('role', 'alert');
  messageArea().append(shown);
}

export function closeBanner(): void {
  for (const banner of document.querySelectorAll('.banner')) banner.remove();
}

function button(label: string, className: string, close: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = className;
  made.textContent = label;
  made.addEventListener('click', close);
  return made;
}

/** `onClose` gets true for OK, false for Cancel, undefined when dismissed. */
export function openMessageDialog(message: string, options: Bag, onClose: (answer: boolean | undefined) => void): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'message-dialog';
  dialog.append(element('h2', 'message-dialog-title', text(options['title'])), element('p', '', message));
  let answer: boolean | undefined;
  const close = (value: boolean) => () => {
    answer = value;
    dialog.close();
  };
  const buttons = element('div', 'message-dialog-buttons', '');
  buttons.append(button(text(options['okText']) || 'OK', 'primary', close(true)));
  if (options['showCancel'] !== false) buttons.append(button(text(options['cancelText']) || 'Cancel', '', close(false)));
  dialog.append(buttons);
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose(answer);
  });
  document.body.append(dialog);
  dialog.showModal();
}
