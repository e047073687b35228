/** What readers are told of a file. Kept beside the file as JSON, so that entries which hold it are read in one statement. */
import type { MediaCard } from './schema.ts';
import { widthsOf } from './sizes.ts';

export type CardFacts = Omit<MediaCard, 'src' | 'srcset'>;

export function cardOf(facts: CardFacts): MediaCard {
  const src = `/api/v1/media/${facts.id}`;
  const { width } = facts;
  const srcset =
    width === null
      ? null
      : widthsOf(width)
          .map((one) => `${src}?w=${one} ${one}w`)
          .join(', ');
  return { ...facts, src, srcset };
}
