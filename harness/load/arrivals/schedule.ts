/** A span of an open-model load in which the rate goes in a straight line from one value to another. */
export interface Phase {
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
  readonly durationMs: number;
}

/** How arrivals lie within the rate: one as far from the next as the rate says, or at random with that rate. */
export type Spacing = 'even' | 'poisson';

/** When calls are due, whatever the answers do: phases, one after the other, and how arrivals lie in them. */
export interface Schedule {
  readonly phases: readonly Phase[];
  readonly spacing: Spacing;
}

/** How long the phases take together, in ms. */
export const durationMsOf = (phases: readonly Phase[]): number =>
  phases.reduce((sum, { durationMs }) => sum + durationMs, 0);

/** How many arrivals a phase brings on average: the area below its rate. */
export const arrivalsOf = ({ fromPerSecond, toPerSecond, durationMs }: Phase): number =>
  (((fromPerSecond + toPerSecond) / 2) * durationMs) / 1000;

/** How many arrivals the phases bring: that many to the nearest whole one when even, on average when random. */
export const arrivalsIn = (phases: readonly Phase[]): number =>
  phases.reduce((sum, phase) => sum + arrivalsOf(phase), 0);
