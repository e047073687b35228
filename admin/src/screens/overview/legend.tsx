/** What shapes and small print in the list mean. */
import { RatingMark } from '../../ui/rating-mark.tsx';
import css from './overview-screen.module.css';

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
      <span>a–b: 95 % interval</span>
      <span>n: views behind a value</span>
      <span>impact: part of the time over good</span>
    </p>
  );
}
