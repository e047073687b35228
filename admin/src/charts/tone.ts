/** The class that gives an element the colour of what it stands for. */
import css from './tones.module.css';

export function toneClass(tone: string): string {
  return `${css.tone} ${css[tone] ?? ''}`;
}
