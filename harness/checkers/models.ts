import { counter } from './linearizability/objects/counter.ts';
import { kv } from './linearizability/objects/kv.ts';
import { multiRegister } from './linearizability/objects/multi-register.ts';
import { mutex } from './linearizability/objects/mutex.ts';
import { casRegister } from './linearizability/objects/register.ts';
import { searchedModel } from './linearizability/searched-model.ts';
import type { Model } from './model.ts';

/** What a model may need to know of the system beside its history. */
export interface ModelOptions {
  /** Calls that a rate limit admits. */
  readonly limit: number | null;
  /** In how long. */
  readonly windowMs: number | null;
}

/** A model as users choose it. */
export interface ModelRow {
  /** What is judged, in a few words. */
  readonly summary: string;
  /** Each operation with its values, as Jepsen writes them where Jepsen has it. */
  readonly operations: string;
  /** The options it cannot do without. */
  readonly needs: readonly (keyof ModelOptions)[];
  readonly make: (options: ModelOptions) => Model;
}

/** Every model that a recorded history can be judged by. */
export const MODELS = {
  'cas-register': {
    summary: 'a register with compare-and-set, at first null (linearizability)',
    operations: 'read → value · write value · cas [expected, new]; a cas that fails checks that the value was another',
    needs: [],
    make: () => searchedModel(casRegister),
  },
  kv: {
    summary: 'texts by key, at first empty (linearizability)',
    operations: 'get → text · put text · append text',
    needs: [],
    make: () => searchedModel(kv),
  },
  mutex: {
    summary: 'a lock (linearizability)',
    operations: 'acquire · release; one that fails has no effect',
    needs: [],
    make: () => searchedModel(mutex),
  },
  'multi-register': {
    summary: 'transactions over several registers, at first null (linearizability)',
    operations: 'txn [[r|w, register, value], …]',
    needs: [],
    make: () => searchedModel(multiRegister),
  },
  counter: {
    summary: 'a counter that also counts down, at first 0 (linearizability)',
    operations: 'add amount · read → sum',
    needs: [],
    make: () => searchedModel(counter),
  },
} as const satisfies Readonly<Record<string, ModelRow>>;

export type ModelName = keyof typeof MODELS;
