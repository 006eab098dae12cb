/** What lies between two lines at a place across, in the drawing's own units; null in a gap. */
export interface PlotSpan {
  readonly x: number;
  readonly span: readonly [low: number, high: number] | null;
}

/** At most `most` spans by growing x: where there are more, so many neighbours become one that holds them all. */
export function envelope(spans: readonly PlotSpan[], most: number): PlotSpan[] {
  const together = Math.max(1, Math.ceil(spans.length / most));
  return [...Map.groupBy(spans.keys(), (at) => Math.floor(at / together)).values()].map((places) =>
    union(places.flatMap((at) => spans[at] ?? [])),
  );
}

function union(spans: readonly PlotSpan[]): PlotSpan {
  const ends = spans.flatMap(({ span }) => span ?? []);
  const x = spans[Math.floor(spans.length / 2)]?.x ?? 0;
  if (spans.length === 1) return { x, span: spans[0]?.span ?? null };
  return { x, span: ends.length === 0 ? null : [Math.max(...ends), Math.min(...ends)] };
}
