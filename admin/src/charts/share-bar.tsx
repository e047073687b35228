/** How many views were good, needed improvement, were poor: one bar, always in this order from left to right. */
import { formatShare } from '../format/count.ts';
import css from './share-bar.module.css';

export type Shares = { good: number; needsImprovement: number; poor: number };

export function ShareBar({ shares, size = 'small' }: { shares: Shares; size?: 'small' | 'large' }) {
  const label = `${formatShare(shares.good)} good, ${formatShare(shares.needsImprovement)} needs improvement, ${formatShare(shares.poor)} poor`;
  return (
    <div class={css.bar} data-size={size} role="img" aria-label={label} title={label}>
      <Part name="good" share={shares.good} />
      <Part name="needs-improvement" share={shares.needsImprovement} />
      <Part name="poor" share={shares.poor} />
    </div>
  );
}

function Part({ name, share }: { name: string; share: number }) {
  if (share <= 0) return null;
  return <span class={css[name]} style={{ width: `${share * 100}%` }} />;
}
