/** Where the line of a sparkline runs. Pure. */

export type SparkPath = { path: string; most: number; toY: (value: number) => number };

/** From zero up, so that a height means a size. @returns null for fewer than two values. */
export function sparkPath(
  values: readonly (number | null)[],
  width: number,
  height: number,
): SparkPath | null {
  const known = values.filter((value) => value !== null);
  const most = Math.max(...known);
  if (known.length < 2 || most <= 0) return null;
  const toY = (value: number) => height - 1 - (value / most) * (height - 2);
  const stepX = width / (values.length - 1);
  let path = '';
  let isDown = false;
  values.forEach((value, at) => {
    if (value !== null) path += `${isDown ? 'L' : 'M'}${round(at * stepX)} ${round(toY(value))}`;
    isDown = value !== null;
  });
  return { path, most, toY };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
