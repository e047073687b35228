/** Text of a beacon that may be a web address: a link when it is one, text when not. */
import { toWebHref } from '../format/link.ts';

export function WebLink({ text }: { text: string }) {
  const href = toWebHref(text);
  if (!href) return <>{text}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}
