/** Structural similarity of two grey pictures: the mean over windows of 8 × 8, four apart (Wang et al., 2004). */

type Grey = { data: Uint8Array; width: number; height: number };

const size = 8;
const step = 4;
const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/** 1: the same. */
export function lumaSsim(one: Grey, other: Grey): number {
  let [sum, windows] = [0, 0];
  for (let y = 0; y + size <= one.height; y += step) {
    for (let x = 0; x + size <= one.width; x += step) {
      sum += windowSsim(one, other, x, y);
      windows++;
    }
  }
  return sum / windows;
}

function windowSsim(one: Grey, other: Grey, left: number, top: number): number {
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + size; y++) {
    for (let x = left; x < left + size; x++) {
      const at = y * one.width + x;
      const [p, q] = [one.data[at] ?? 0, other.data[at] ?? 0];
      a += p;
      b += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const n = size * size;
  const [meanA, meanB] = [a / n, b / n];
  const [varianceA, varianceB] = [aa / n - meanA * meanA, bb / n - meanB * meanB];
  const covariance = ab / n - meanA * meanB;
  return (
    ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
    ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2))
  );
}
