/** The course of one number in the room of a word. Gaps stay gaps; where nothing can be seen nothing is drawn. */
import { sparkPath } from './spark-path.ts';
import css from './sparkline.module.css';

const width = 100;
const height = 28;

type SparklineProps = {
  values: readonly (number | null)[];
  /** A dashed line at the good threshold, when it lies within the values. */
  limit?: number;
  label: string;
};

export function Sparkline({ values, limit, label }: SparklineProps) {
  const drawn = sparkPath(values, width, height);
  if (!drawn) return <div class={css.spark} />;
  const limitY = limit === undefined || limit > drawn.most ? null : drawn.toY(limit);
  return (
    <svg class={css.spark} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img">
      <title>{label}</title>
      {limitY !== null && <line class={css.limit} x1="0" x2={width} y1={limitY} y2={limitY} />}
      <path class={css.line} d={drawn.path} />
    </svg>
  );
}
