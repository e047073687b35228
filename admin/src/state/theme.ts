/** Light, dark, or as the system has it. Kept in this browser; the tokens follow `data-theme` on the root element. */
import { type ReadonlySignal, signal } from '@preact/signals';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export type ThemeKeeper = { theme: ReadonlySignal<Theme>; choose(theme: Theme): void };

const storageKey = 'throughline-theme';

export function createTheme(window: Window): ThemeKeeper {
  const theme = signal<Theme>(readStored(window));
  show(window, theme.value);

  return {
    theme,
    choose(next) {
      theme.value = next;
      show(window, next);
      try {
        window.localStorage.setItem(storageKey, next);
      } catch {
        // Storage may be forbidden; the choice then lasts as long as the page.
      }
    },
  };
}

function show(window: Window, theme: Theme): void {
  const root = window.document.documentElement;
  if (theme === 'system') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
}

function readStored(window: Window): Theme {
  try {
    const stored = window.localStorage.getItem(storageKey);
    return themes.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system';
  }
}
