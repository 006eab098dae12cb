/** A chart as data, in the units of its axes: what was measured, and nothing of how it is drawn. */
export interface Chart {
  readonly kind: 'chart';
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly bands?: readonly Band[];
  readonly marks?: readonly Mark[];
}

/** What an axis measures; a linear y axis that can begin at zero does. */
export interface Axis {
  readonly label: string;
  /** Empty when the figures have none. */
  readonly unit: string;
  readonly scale: 'linear' | 'log';
  /** Instead of round numbers: on x = 1/(1−p), say, `99 %` at 100. */
  readonly ticks?: readonly { readonly at: Coordinate; readonly label: string }[];
}

/** Points of one name. */
export interface Series {
  readonly name: string;
  readonly style: 'line' | 'step' | 'dots';
  /** In any order of x; where y is null the line has a gap. */
  readonly points: readonly (readonly [x: Coordinate, y: Coordinate])[];
  /** By default the colour of its place; a number is a place in the palette. */
  readonly tone?: Tone | number;
  /** A confidence interval about each point, by the same index. */
  readonly interval?: { readonly low: readonly Coordinate[]; readonly high: readonly Coordinate[] };
}

/** A span of x: the warm-up, a fault; null is open at that end. */
export interface Band {
  readonly from: Coordinate;
  readonly to: Coordinate;
  readonly label: string;
  readonly tone?: Tone;
}

/** A line across the whole chart at a value of the axis: a limit, an offered rate, the moment of a change. */
export interface Mark {
  readonly axis: 'x' | 'y';
  readonly at: Coordinate;
  readonly label: string;
  readonly tone?: Tone;
}

/** What something means to the reader. */
export type Tone = 'good' | 'bad' | 'neutral';

/** A number on an axis; null where there is none, which is also how JSON writes NaN and the infinities. */
export type Coordinate = number | null;
