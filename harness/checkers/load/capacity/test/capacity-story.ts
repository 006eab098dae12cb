import type { AnyOperation } from '../../../../history/operation.ts';
import type { InputOf, Stage } from '../../../../history/vocabulary.ts';
import { DEFAULT_SEARCH } from '../../../../load/capacity/search-settings.ts';
import type { History } from '../../../check.ts';
import { stageOf } from '../../../general/test/calls.ts';
import { around, began, latency, offer } from '../../test/load-story.ts';
import { searchesOf } from '../searches.ts';

/** What a made-up system of so many replicas does with a rate. */
export interface MadeUp {
  readonly replicas: number;
  /** The median latency of a second, in µs. */
  readonly latencyUs: (ratePerSecond: number) => number;
  /** How its seconds are offered, where not in time by a generator at its ease. */
  readonly offered?: (ratePerSecond: number) => Partial<InputOf<'load-offer'>>;
  readonly parts?: (ratePerSecond: number) => InputOf<'trial'>['parts'];
  readonly machine?: InputOf<'trial'>['machine'];
}

/** 10 ms up to a rate, and half a second beyond it. */
export const upTo = (capacityPerSecond: number) => (ratePerSecond: number) =>
  ratePerSecond <= capacityPerSecond ? 10_000 : 500_000;

const SECONDS = Array.from({ length: 12 }, (_, second) => second);
const ANSWERS = 60;

/** The history of a search for each system, made as the searches themselves ask for it. */
export function searched(systems: readonly MadeUp[], over: Partial<InputOf<'search'>> = {}): History {
  const histories = systems.map((system) => searchedOne(system, over));
  return {
    operations: histories.flatMap(({ operations }) => operations).map((op, index) => ({ ...op, index })),
    stages: histories.flatMap(({ stages }) => stages),
  };
}

function searchedOne(system: MadeUp, over: Partial<InputOf<'search'>>): History {
  const { replicas } = system;
  const stage = `${replicas} replicas`;
  const names = Array.from({ length: replicas }, (_, at) => `b-${at + 1}`);
  const stages: Stage[] = [
    stageOf({ stage, replicas: names.map((name) => ({ name, upstream: null, direct: true })) }),
  ];
  const search = {
    replicas,
    quotaCores: null,
    slos: ['p99<100ms', 'errors<1%'],
    neededPerSecond: null,
    ...DEFAULT_SEARCH,
    ...over,
  };
  let operations: AnyOperation[] = [{ ...began(), f: 'search', stage, input: search } as AnyOperation];
  for (;;) {
    const [judged] = searchesOf({ operations, stages });
    if (judged === undefined || judged.step.kind === 'stop') return { operations, stages };
    const { ratePerSecond, purpose } = judged.step;
    const load = `trial ${judged.tried.length + 1}`;
    const ops = trial({ system, names, load, ratePerSecond, purpose, slos: search.slos });
    operations = [...operations, ...ops.map((op) => ({ ...op, stage }))];
  }
}

interface Trying {
  readonly system: MadeUp;
  readonly names: readonly string[];
  readonly load: string;
  readonly ratePerSecond: number;
  readonly purpose: InputOf<'trial'>['purpose'];
  readonly slos: string[];
}

function trial({ system, names, load, ratePerSecond, purpose, slos }: Trying): AnyOperation[] {
  const over = system.offered?.(ratePerSecond) ?? {};
  const parts = system.parts?.(ratePerSecond) ?? null;
  const told = { load, ratePerSecond, purpose, tookMs: 12_000, parts, machine: system.machine ?? null };
  return [
    began({ load, slos, durationMs: 12_000, offered: 12 * ratePerSecond }),
    ...SECONDS.flatMap((second) => [
      offer(second, { load, due: ANSWERS, sent: ANSWERS, answered: ANSWERS, ...over }),
      ...names.map((name) =>
        latency(second, name, around(system.latencyUs(ratePerSecond), ANSWERS / names.length, second), {
          load,
        }),
      ),
    ]),
    { ...began(), f: 'trial', input: told } as AnyOperation,
  ];
}
