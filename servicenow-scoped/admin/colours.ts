/**
 * Themes of an instance are variables, and none of them says whether it is dark. What the browser draws itself (scroll bars,
 * fields, radio buttons) and what has no variable goes by the ground's own lightness.
 */

/** `255, 255, 255`; null: no such colour. Between 0, black, and 1, white. */
export function lightnessOf(channels: string): number | null {
  const numbers = channels.split(',').map((channel) => Number.parseFloat(channel));
  const [red, green, blue] = numbers;
  if (red === undefined || green === undefined || blue === undefined || numbers.some((one) => Number.isNaN(one))) return null;
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

/** The platform exchanges the theme's style sheet while the page is open. */
export function followTheme(root: HTMLElement): void {
  const look = (): void => {
    const lightness = lightnessOf(getComputedStyle(root).getPropertyValue('--now-color_background--primary'));
    root.dataset['colours'] = lightness !== null && lightness < 0.5 ? 'dark' : 'light';
  };
  look();
  document.addEventListener('load', look, true);
}
