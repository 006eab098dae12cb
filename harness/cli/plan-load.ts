import { HarnessError } from '../errors.ts';
import { parseRate } from '../load/arrivals/parse-rate.ts';
import { parseSlo } from '../load/slo/parse-slo.ts';
import type { LoadPlan } from '../scenario/load/load-plan.ts';
import type { Options } from './options.ts';

const LEAST_OBJECTIVES = ['errors<1%'];

/** The load that the options ask for; throws one BAD_INPUT with all that does not go together. */
export function planLoad(options: Options): Omit<LoadPlan, 'name' | 'patienceMs'> {
  const { duration, warmUp, arrivals, mix, slo, abortOnSlo, users, connections, threads } = options;
  const problems = [...timeProblems(options), ...engineProblems(options), ...loadProblems(options)];
  if (problems.length > 0) throw new HarnessError('BAD_INPUT', `${problems.join('; ')}.`);
  return {
    profile: profileOf(options),
    durationMs: duration,
    warmUpMs: warmUp,
    spacing: arrivals,
    mix,
    slos: slo.length === 0 ? LEAST_OBJECTIVES : slo,
    stopsWhenBroken: abortOnSlo,
    users,
    connections,
    threads,
  };
}

/** What does not go together of any load that the options ask for, a sentence each. */
export const loadProblems = (options: Options): string[] => [
  ...threadProblems(options),
  ...sloProblems(options),
];

function timeProblems({ duration, warmUp }: Options): string[] {
  if (duration === 0) return ['--duration must be longer than 0: give it a time, as 30s'];
  return warmUp < duration ? [] : ['--warm-up must be shorter than --duration: it is a part of it'];
}

/** Autocannon takes any certificate, and answers of any length: it is for what is brought up here. */
function engineProblems({ engine, rate, target }: Options): string[] {
  if (engine === 'lockstep') return [];
  return [
    parseRate(rate).kind === 'max'
      ? null
      : `--engine ${engine} offers closed loops only: give --rate max, or leave it out`,
    target === null
      ? null
      : `--engine ${engine} checks no certificate and bounds no answer: leave it out for --target ${target}`,
  ].filter((problem) => problem !== null);
}

/** Each thread has connections of its own, so that none of them is shared. */
const threadProblems = ({ threads, connections }: Options): string[] =>
  threads <= connections
    ? []
    : [`--threads ${threads} need ${threads} --connections at least, one for each: there are ${connections}`];

/** An objective of what is never called would only be found undecided when the load is over. */
function sloProblems({ slo, mix }: Options): string[] {
  const called = Object.keys(mix);
  return slo.flatMap((text) => {
    const parsed = parseSlo(text);
    if (typeof parsed === 'string' || parsed.operation === null || called.includes(parsed.operation))
      return [];
    return [`--slo ${text} is about ${parsed.operation}, but --mix calls only ${called.join(', ')}`];
  });
}

function profileOf({ rate, engine }: Options): LoadPlan['profile'] {
  const parsed = parseRate(rate);
  if (parsed.kind === 'profile') return parsed.profile;
  if (parsed.kind === 'max') return { kind: 'closed', by: engine };
  throw new HarnessError('BAD_INPUT', `--rate ${parsed.problem}.`);
}
