/** Names and values. Values are text of a beacon or a report; web addresses among them become links. */
import { WebLink } from '../../ui/web-link.tsx';
import type { Fact } from '../../waterfall/row.ts';
import css from './panel.module.css';

const longFrom = 60;

export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class={css.facts}>
      {facts.map(({ label, value, isCode }) => (
        <FactItem key={label} label={label} value={value} isCode={isCode} />
      ))}
    </dl>
  );
}

function FactItem({ label, value, isCode }: Fact) {
  const isLong = isCode && value.length > longFrom;
  const text = <WebLink text={value} />;
  return (
    <>
      <dt>{label}</dt>
      {/* A long value scrolls, so the keyboard has to reach it. */}
      <dd class={isLong ? css.long : undefined} tabIndex={isLong ? 0 : undefined}>
        {isCode ? <code>{text}</code> : text}
      </dd>
    </>
  );
}
