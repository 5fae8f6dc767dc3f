/** What belongs to the phone and to nobody on it: the interface's language and the theme. Kept where the first line of code can read it. */

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export function chosenLanguage(): string | null {
  return read('karvan-language');
}

export function keepLanguage(lang: string): void {
  write('karvan-language', lang);
}

export function chosenTheme(): Theme {
  const held = read('karvan-theme');
  return themes.find((theme) => theme === held) ?? 'system';
}

/** Keeps the theme and shows it at once. */
export function keepTheme(theme: Theme): void {
  write('karvan-theme', theme);
  showTheme(theme);
}

export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** A browser that forbids storage throws on the first touch; then the settings last as long as the page. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}
