/** Figures out of repeated runs. */

/** The middle of the values; of an even number the mean of the two in the middle. NaN for none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return sorted.length === 0 ? Number.NaN : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** `1.25`, `0.07`: the median of the ratios of runs that took place next to each other, so that a slow minute of the machine weighs on both. */
export function medianRatio(values: readonly number[], beside: readonly number[]): number {
  return medianOf(values.map((value, run) => value / beside[run]!));
}

/** The slope of the straight line that fits best (least squares). */
export function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [x0, y0] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, i) => sum + (x - x0) * (ys[i]! - y0), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - x0) ** 2, 0);
}
