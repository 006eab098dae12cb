/** A point of a line in the drawing's own units, by growing x; y is null in a gap. */
export type PlotPoint = readonly [x: number, y: number | null];

/** First, last, lowest and highest, and the two ends of a gap. */
const OF_A_BUCKET = 6;
const OF_A_BUCKET_WITHOUT_GAPS = 4;

/**
 * At most `most` (six or more) of the points, in their order: of each of equally wide stretches the first, the last, the
 * lowest and the highest, and the ends of its gaps, so that the line looks the same
 * (M4: Jugel and others, VLDB 2014).
 */
export function decimate(points: readonly PlotPoint[], most: number): readonly PlotPoint[] {
  if (points.length <= most) return points;
  const perBucket = points.some(([, y]) => y === null) ? OF_A_BUCKET : OF_A_BUCKET_WITHOUT_GAPS;
  const buckets = Math.max(1, Math.floor(most / perBucket));
  const begin = points[0]?.[0] ?? 0;
  const span = (points.at(-1)?.[0] ?? 0) - begin;
  const bucketOf = ([x]: PlotPoint): number =>
    span > 0 ? Math.min(buckets - 1, Math.floor(((x - begin) / span) * buckets)) : 0;
  return [...Map.groupBy(points, bucketOf).values()].flatMap(kept);
}

function kept(bucket: readonly PlotPoint[]): PlotPoint[] {
  const gaps = bucket.filter(([, y]) => y === null);
  const values = bucket.flatMap((point) => (point[1] === null ? [] : [{ point, y: point[1] }]));
  const byHeight = values.toSorted((left, right) => left.y - right.y);
  const ends = [values.at(0), values.at(-1), byHeight.at(0), byHeight.at(-1)].map((value) => value?.point);
  const chosen = new Set([...ends, gaps.at(0), gaps.at(-1)]);
  return bucket.filter((point) => chosen.has(point));
}
