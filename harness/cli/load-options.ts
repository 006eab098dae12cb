import { z } from 'zod';
import { parseRate } from '../load/arrivals/parse-rate.ts';
import { parseSlo } from '../load/slo/parse-slo.ts';
import { CLOSED_ENGINES } from '../load/engine/thread-plan.ts';
import { DEFAULT_LOAD } from '../scenario/load/load-plan.ts';
import { LOAD_OPERATIONS, type LoadOperation, type Mix } from '../target/load/load-calls.ts';
import { duration, flag, many, type OptionRow, whole } from './option-values.ts';

const MOST_SHARE = 1_000_000;
const MIX_FORM = `must be shares of ${LOAD_OPERATIONS.join(', ')}, each named once and from 0.001 to ${MOST_SHARE}, as me=80,session-write=20`;

const isOperation = (name: string): name is LoadOperation => LOAD_OPERATIONS.some((known) => known === name);

/** A share that is written again as it was read. */
const isShare = (text: string): boolean =>
  /^\d+(\.\d+)?$/u.test(text) && Number(text) >= 0.001 && Number(text) <= MOST_SHARE;

/** `me=80,session-write=20`, or the same as an object. */
const mix = z
  .union([z.string(), z.record(z.string(), z.number())], { error: MIX_FORM })
  .transform((given, context): Mix => {
    const shares =
      typeof given === 'string' ? given.split(',').map((part) => part.split('=')) : Object.entries(given);
    const read: Partial<Record<LoadOperation, number>> = {};
    for (const [name = '', share = '', ...more] of shares) {
      if (!isOperation(name) || !isShare(String(share)) || more.length > 0 || Object.hasOwn(read, name)) {
        context.addIssue(MIX_FORM);
        return z.NEVER;
      }
      read[name] = Number(share);
    }
    return read;
  });

const rate = z
  .union([z.string(), z.number()], { error: 'must be a rate per second, as 500' })
  .transform((given, context) => {
    const parsed = parseRate(String(given));
    if (parsed.kind !== 'problem') return String(given);
    context.addIssue(parsed.problem);
    return z.NEVER;
  });

const slo = z.string().transform((given, context) => {
  const parsed = parseSlo(given);
  if (typeof parsed !== 'string') return given;
  context.addIssue(parsed);
  return z.NEVER;
});

/** What is offered, and what must be kept. */
export const LOAD_OPTIONS = {
  rate: {
    flag: '--rate <per-second>',
    help: 'calls a second: 500; 100..500, a ramp; 100,200,400, steps; 100^1000, a burst in the middle third; max, a closed loop: each connection calls again once it is answered',
    schema: rate.default('100'),
    fallback: '100',
  },
  engine: {
    flag: '--engine <name>',
    help: 'what offers a closed loop: lockstep, or autocannon to compare with',
    schema: z
      .enum(CLOSED_ENGINES, { error: `must be ${CLOSED_ENGINES.join(' or ')}` })
      .default(CLOSED_ENGINES[0]),
    fallback: CLOSED_ENGINES[0],
  },
  duration: {
    flag: '--duration <time>',
    help: 'how long, the warm-up included',
    schema: duration.default(30_000),
    unit: 'ms',
    fallback: '30s',
  },
  warmUp: {
    flag: '--warm-up <time>',
    help: 'from the beginning, what is recorded and not judged',
    schema: duration.default(DEFAULT_LOAD.warmUpMs),
    unit: 'ms',
    fallback: '2s',
  },
  arrivals: {
    flag: '--arrivals <spacing>',
    help: 'how calls lie within the rate: poisson, at random; even, one as far from the next',
    schema: z.enum(['poisson', 'even'], { error: 'must be poisson or even' }).default(DEFAULT_LOAD.spacing),
    fallback: DEFAULT_LOAD.spacing,
  },
  mix: {
    flag: '--mix <operation=share,...>',
    help: `what is called, in proportion: ${LOAD_OPERATIONS.join(', ')}`,
    schema: mix.default(DEFAULT_LOAD.mix),
    fallback: Object.entries(DEFAULT_LOAD.mix)
      .map(([name, share]) => `${name}=${share}`)
      .join(','),
  },
  slo: {
    flag: '--slo <objective...>',
    help: "what must be kept: 'p99<250ms', 'errors<0.1%', 'p95(me)@each<400ms', 'rate>95'",
    schema: many(slo),
    fallback: 'errors<1%; for a capacity, p99<100ms too',
  },
  abortOnSlo: {
    flag: '--abort-on-slo',
    help: 'end the load as soon as an objective is broken beyond doubt',
    schema: flag,
  },
  users: {
    flag: '--users <n>',
    help: 'how many users log in once and call with their tokens',
    schema: whole(1, 100).default(DEFAULT_LOAD.users),
    fallback: String(DEFAULT_LOAD.users),
  },
  connections: {
    flag: '--connections <n>',
    help: 'how many connections the calls share',
    schema: whole(1, 10_000).default(DEFAULT_LOAD.connections),
    fallback: String(DEFAULT_LOAD.connections),
  },
  threads: {
    flag: '--threads <n>',
    help: 'how many threads offer the load',
    schema: whole(1, 64).default(DEFAULT_LOAD.threads),
    fallback: String(DEFAULT_LOAD.threads),
  },
} as const satisfies Readonly<Record<string, OptionRow>>;
