import type { ScalingPoint } from '../usl-fit.ts';

const points = (replicas: readonly number[], rates: readonly number[]): readonly ScalingPoint[] =>
  replicas.map((count, at) => ({
    replicas: count,
    ratePerSecond: rates[at] ?? Number.NaN,
    standardErrorPerSecond: null,
  }));

/** A ray tracer by processors (Gunther 2007, as in the R package usl). */
export const RAYTRACER = points(
  [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64],
  [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310],
);

/** SPEC SDM91 on a SPARCcenter 2000 by users (Gunther 2007, as in the R package usl). */
export const SPEC_SDM91 = points(
  [1, 18, 36, 72, 108, 144, 216],
  [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2],
);
