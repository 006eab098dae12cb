import { z } from 'zod';

/** One option: how it is given, what it means, and what it must be. */
export interface OptionRow {
  /** As the command line takes it; a `…` value may be given more than once. */
  readonly flag: string;
  readonly help: string;
  /** Takes the text of a flag or variable, or the value of a config file. */
  readonly schema: z.ZodType;
  /** Shown in the help; the schema applies it. */
  readonly fallback?: string;
  /** In what a number is that was resolved, where it could be taken for another when it is given again. */
  readonly unit?: 'ms';
}

export const url = z.url({ protocol: /^https?$/u, error: 'must be an http:// or https:// address' });
export const flag = z.union([z.boolean(), z.stringbool()]).default(false);
export const text = z.string().min(1, 'must not be empty').nullable().default(null);
export const many = <T extends z.ZodType>(item: T) =>
  z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
      z.array(item),
    )
    .default([]);
export const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};

const TIME_FORM = 'must be a time, as 60 (seconds), 500ms, 2m or 1h; at most 1000h';

/** A rate above 0, in calls a second. */
export const perSecond = z.union([z.string(), z.number()]).transform((given, context) => {
  const [, number] = /^(\d+(?:\.\d+)?)(?:rps|\/s)?$/u.exec(String(given)) ?? [];
  if (Number(number) > 0) return Number(number);
  context.addIssue('must be a rate per second above 0, as 3000rps');
  return z.NEVER;
});

/** Seconds, or a number with its unit; in milliseconds. */
export const duration = z
  .union([z.string(), z.number()], { error: TIME_FORM })
  .transform((given, context) => {
    const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/u.exec(String(given)) ?? [];
    const ms = Number(number) * (MS_PER[unit] ?? Number.NaN);
    if (ms >= 0 && ms <= LONGEST_MS) return ms;
    context.addIssue(TIME_FORM);
    return z.NEVER;
  });
/** One of the names of a table. */
export const nameIn = <T extends object>(table: T) =>
  z.custom<keyof T>(
    (name) => typeof name === 'string' && Object.hasOwn(table, name),
    `must be one of ${Object.keys(table).join(', ')}`,
  );

const MS_PER: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 3_600_000_000;
