/** The user's language, as the platform's page says it, else the browser's. */
declare global {
  interface Window {
    /** `en`, `de`, `pt-BR` … */
    readonly g_lang?: string;
  }
}

export function userLocale(): string {
  const named = [document.documentElement.lang, window.g_lang ?? '', navigator.language];
  return named.find(isLocale) ?? 'en';
}

/** Some systems name a variant in a form of their own. */
function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
