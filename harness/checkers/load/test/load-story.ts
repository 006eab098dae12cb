import type { AnyOperation } from '../../../history/operation.ts';
import type { InputOf } from '../../../history/vocabulary.ts';
import { createHistogram, encodeHistogram, recordUs } from '../../../load/histogram.ts';
import { parseSlo } from '../../../load/slo/parse-slo.ts';
import type { Slo } from '../../../load/slo/slo.ts';
import { drawsFrom } from '../../../load/test/draws.ts';
import type { History } from '../../check.ts';
import { call, NAMES, stageOf } from '../../general/test/calls.ts';

const NOBODY = { key: '', route: '', status: null, replica: null };
const told = (f: string, input: unknown, over: Partial<AnyOperation> = {}) =>
  call(0, { ...NOBODY, f, input, ...over } as Partial<AnyOperation>, 0);

/** 20 s at 100 a second, half `me` and half `login`, after 2 s of warm-up. */
const LOAD: InputOf<'load'> = {
  load: 'steady',
  arrivals: '100/s, evenly spaced',
  closed: false,
  steady: true,
  slos: [],
  offered: 100,
  phases: [{ fromPerSecond: 100, toPerSecond: 100, durationMs: 22_000 }],
  durationMs: 22_000,
  warmUpMs: 2000,
  connections: 32,
  users: 10,
  threads: 1,
  mix: { me: 1, login: 1 },
};
export const began = (over: Partial<InputOf<'load'>> = {}) => told('load', { ...LOAD, ...over });

export const encoded = (latenciesUs: readonly number[]): string => {
  const histogram = createHistogram();
  for (const latencyUs of latenciesUs) recordUs(histogram, latencyUs);
  return encodeHistogram(histogram);
};

type Latency = Partial<InputOf<'load-latency'>>;

/** What a second of `me` was like on a replica: right answers with these latencies, a tenth less from sending. */
export const latency = (
  second: number,
  replica: string | null,
  latenciesUs: readonly number[],
  over: Latency = {},
) =>
  told(
    'load-latency',
    {
      load: 'steady',
      second,
      operation: 'me',
      answer: '2xx',
      right: true,
      count: latenciesUs.length,
      latency: encoded(latenciesUs),
      service: encoded(latenciesUs.map((us) => us * 0.9)),
      ...over,
    },
    { replica },
  );

/** So many wrong answers of a second; with `answer: 'none'`, none. */
export const wrong = (second: number, replica: string | null, count: number, over: Latency = {}) =>
  latency(second, replica, [], { right: false, answer: '5xx', count, ...over });

/** How a second was offered: in time, by a generator at its ease. */
export const offer = (second: number, over: Partial<InputOf<'load-offer'>> = {}) =>
  told('load-offer', {
    load: 'steady',
    second,
    due: 100,
    sent: 100,
    missed: 0,
    answered: 100,
    waitingMax: 0,
    inFlightMax: 5,
    sendLagUsP99: 300,
    sendLagUsMax: 900,
    cpuShare: 0.3,
    loopLagMsP99: 1.5,
    ...over,
  });

/** The seconds that are measured of the load above. */
export const MEASURED = Array.from({ length: 20 }, (_, at) => at + 2);
export const eachSecond = (make: (second: number) => AnyOperation | readonly AnyOperation[]) =>
  MEASURED.flatMap(make);

/** So many latencies around so many µs (log-normal), the same ones for the same second and replica. */
export function around(medianUs: number, count: number, second: number): number[] {
  const { normal } = drawsFrom((7919 * second + medianUs).toString(16));
  return Array.from({ length: count }, () => medianUs * Math.exp(0.3 * normal()));
}

/** A hundred right answers a second over three replicas, around 10 ms, but where told otherwise. */
export const steady = (medianUs: (replica: string, second: number) => number = () => 10_000) =>
  eachSecond((second) =>
    NAMES.map((name, at) => latency(second, name, around(medianUs(name, second), 34 + at, second))),
  );

export const historyOf = (...operations: readonly (AnyOperation | readonly AnyOperation[])[]): History => ({
  operations: operations.flat().map((op, index) => ({ ...op, index })),
  stages: [stageOf()],
});

export const slo = (text: string): Slo => {
  const parsed = parseSlo(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};
