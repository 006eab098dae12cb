/** Where a text is, in pixels from the left or the top. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** A character at the charts' size of type, in pixels; a little too wide, so that nothing overlaps. */
const CHARACTER_PX = 6.4;
/** Beyond Latin, Greek and Cyrillic, characters are up to twice as wide. */
const WIDE_CHARACTER = /[\u0500-\u{10ffff}]/gu;

/** How wide a text is about, in pixels. */
export function widthPx(text: string): number {
  return Math.ceil(text.replace(WIDE_CHARACTER, 'xx').length * CHARACTER_PX);
}

/** Which of the texts can be shown together with the gap between any two: those named first are preferred. */
export function fitting(extents: readonly Extent[], gapPx: number): boolean[] {
  const shown: Extent[] = [];
  return extents.map((extent) => {
    const isFree = shown.every(({ from, to }) => extent.from >= to + gapPx || extent.to + gapPx <= from);
    if (isFree) shown.push(extent);
    return isFree;
  });
}

/** How high a label is, how far it may move, and between where. */
export interface SpreadOptions {
  readonly heightPx: number;
  readonly mostPx: number;
  readonly limits: Extent;
}

/** Where labels of one height go that want to be at these places: moved apart, within the limits; null when one would move too far. */
export function spread(
  wantedPx: readonly number[],
  { heightPx, mostPx, limits }: SpreadOptions,
): number[] | null {
  const order = [...wantedPx.keys()].toSorted(
    (left, right) => (wantedPx[left] ?? 0) - (wantedPx[right] ?? 0),
  );
  const placed = wantedPx.slice();
  let free = limits.from;
  for (const at of order) {
    placed[at] = Math.max(free, wantedPx[at] ?? 0);
    free = (placed[at] ?? 0) + heightPx;
  }
  let least = limits.to;
  for (const at of order.toReversed()) {
    placed[at] = Math.min(least, placed[at] ?? 0);
    least = (placed[at] ?? 0) - heightPx;
  }
  return placed.every((px, at) => Math.abs(px - (wantedPx[at] ?? 0)) <= mostPx) ? placed : null;
}
