/** What shapes and small print in the list mean. */
import { toneClass } from '../../charts/tone.ts';
import { partTitles } from '../../format/part.ts';
import { RatingMark } from '../../ui/rating-mark.tsx';
import css from './overview-screen.module.css';

const parts = ['network', 'app', 'sql', 'cache', 'upstream'] as const;

export function Legend() {
  return (
    <p class={css.legend}>
      <span>
        <RatingMark rating="good" isSilent /> good
      </span>
      <span>
        <RatingMark rating="needs-improvement" isSilent /> needs improvement
      </span>
      <span>
        <RatingMark rating="poor" isSilent /> poor
      </span>
      <span>
        <RatingMark rating={null} isSilent /> fewer than 30 views: not rated
      </span>
      {parts.map((part) => (
        <span key={part}>
          <span class={`${css.swatch} ${toneClass(part)}`} />
          {partTitles[part]}
        </span>
      ))}
      <span>a–b: 95 % interval</span>
      <span>n: views behind a value</span>
      <span>impact: part of the time over good</span>
    </p>
  );
}
