/** What every page of the site has: the switch between light and dark, kept for the browser. */
const root = document.documentElement;
const button = document.getElementById('theme');

function apply(mode: string): void {
  root.dataset['colorMode'] = mode;
  if (button !== null) button.textContent = mode === 'dark' ? 'Light theme' : 'Dark theme';
  document.dispatchEvent(new Event('themechange'));
}

apply(localStorage.getItem('theme') ?? 'light');
button?.addEventListener('click', () => {
  const next = root.dataset['colorMode'] === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', next);
  apply(next);
});
