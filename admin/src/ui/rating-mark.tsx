/** A rating as a shape of its own: disc, diamond, triangle; a dashed ring where too few views allow none. */
import type { Rating } from '@throughline/protocol/vitals';
import { ratingWords } from '../format/vital.ts';
import { Hidden } from './hidden.tsx';
import css from './rating-mark.module.css';

export function RatingMark({ rating, isSilent = false }: { rating: Rating | null; isSilent?: boolean }) {
  return (
    <>
      <svg class={`${css.mark} ${css[rating ?? 'unrated']}`} viewBox="0 0 10 10" aria-hidden="true">
        <Shape rating={rating} />
      </svg>
      {!isSilent && <Hidden>{rating ? ratingWords[rating] : 'not rated'} </Hidden>}
    </>
  );
}

function Shape({ rating }: { rating: Rating | null }) {
  if (rating === 'poor') return <path d="M5 .5 9.8 9.3H.2z" />;
  if (rating === 'needs-improvement') return <path d="M5 0 10 5 5 10 0 5z" />;
  return <circle cx="5" cy="5" r={rating === null ? 4 : 4.4} />;
}
