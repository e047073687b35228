/** Light, dark or as the system has it: one button that says what is chosen and goes on to the next. */
import { useApp } from '../app-context.ts';
import { type Theme, themes } from '../state/theme.ts';
import { Button } from './button.tsx';
import css from './theme-switch.module.css';

const shapes: Record<Theme, string> = {
  system: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8m0 0v12.4M8 4.6h4.6M8 8h6M8 11.4h4.6',
  light:
    'M8 4.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13',
  dark: 'M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3',
};

export function ThemeSwitch() {
  const { theme } = useApp();
  const chosen = theme.theme.value;
  const next = themes[(themes.indexOf(chosen) + 1) % themes.length] ?? 'system';
  return (
    <Button look="quiet" label={`Colours: ${chosen}. Change to ${next}.`} onClick={() => theme.choose(next)}>
      <svg class={css.icon} viewBox="0 0 16 16" aria-hidden="true">
        <path d={shapes[chosen]} />
      </svg>
    </Button>
  );
}
