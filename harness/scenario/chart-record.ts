import { z } from 'zod';

const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

const coordinate = z.number().nullable();
const tone = z.enum(['good', 'bad', 'neutral']);

const axis = z.object({
  label: z.string(),
  unit: z.string(),
  scale: z.enum(['linear', 'log']),
  ticks: list(z.object({ at: coordinate, label: z.string() })).exactOptional(),
});

const series = z.object({
  name: z.string(),
  style: z.enum(['line', 'step', 'dots']),
  points: list(z.tuple([coordinate, coordinate]).readonly()),
  tone: z.union([tone, z.number()]).exactOptional(),
  interval: z.object({ low: list(coordinate), high: list(coordinate) }).exactOptional(),
});

const band = z.object({
  from: coordinate,
  to: coordinate,
  label: z.string(),
  tone: tone.exactOptional(),
});

const mark = z.object({
  axis: z.enum(['x', 'y']),
  at: coordinate,
  label: z.string(),
  tone: tone.exactOptional(),
});

/** A chart among the evidence of a check, as `verdict.json` holds it. */
export const chartRecord = z.object({
  kind: z.literal('chart'),
  title: z.string(),
  x: axis,
  y: axis,
  series: list(series),
  bands: list(band).exactOptional(),
  marks: list(mark).exactOptional(),
});
