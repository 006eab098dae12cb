import { Configurations, scrambled } from './configurations.ts';
import { type Machine, REFUSED } from './interning.ts';
import { lift, type Timeline, unlift } from './timeline.ts';
import { FORCED, Trail } from './trail.ts';

/** The longest linearization that was found, and what could not be passed. */
export interface Furthest {
  /** The required and optional operations in the order of the linearization, by position among the calls. */
  readonly prefix: readonly number[];
  /** The operation whose return comes next in time and cannot be explained. */
  readonly blocking: number;
}

/** How a slice of a search ended; `paused` and `full` searches can be gone on with. */
export type Progress = 'linearizable' | 'refuted' | 'paused' | 'full';

/**
 * Looks for a linearization of one partition (Wing and Gong 1993, with the memo of Lowe 2017 and the early end of
 * Knossos: found as soon as every required operation is in). What is known to be of no use is not tried:
 *
 * - A read that must be in and is legal comes at once: whatever would come before it still can, later.
 * - Optional operations of the same action are used in order of their calls: one that began earlier can stand in.
 * - An optional operation whose change the next one hides is not used.
 * - Where states grow until they are reset, a state that is past the next read in time leads nowhere.
 * - Having used fewer optional operations covers having used more (see Configurations).
 */
export class Search {
  readonly #machine: Machine;
  readonly #timeline: Timeline;
  readonly #configurations: Configurations;
  readonly #trail: Trail;
  /** Which required and which optional operations are in, a bit each. */
  readonly #linearized: Int32Array;
  readonly #used: Int32Array;
  /** Optional operations by action, in order of call, and how many of each are in. */
  readonly #groups: readonly (readonly number[])[];
  readonly #usedOf: Int32Array;
  readonly #groupOf: Int32Array;
  #state: number;
  #hash = 0;
  #highest = -1;
  #remaining: number;
  /** Whether this configuration has not been looked at; else the search goes on at cursor and group. */
  #isNew = true;
  #cursor = 0;
  #group = 0;
  #leastRemaining = Infinity;
  #blocking = 0;

  constructor(machine: Machine, timeline: Timeline) {
    const { required, optional } = timeline;
    this.#machine = machine;
    this.#timeline = timeline;
    this.#state = machine.initialState;
    this.#remaining = required.length;
    this.#linearized = new Int32Array((required.length >> 5) + 1);
    this.#used = new Int32Array((optional.length + 31) >> 5);
    this.#configurations = new Configurations(this.#used.length);
    this.#trail = new Trail(required.length + optional.length);
    const numbers = [...optional.keys()];
    this.#groups = [...Map.groupBy(numbers, (number) => machine.actions[optional[number] ?? 0]).values()];
    this.#usedOf = new Int32Array(this.#groups.length);
    this.#groupOf = new Int32Array(optional.length);
    for (const [group, members] of this.#groups.entries()) {
      for (const member of members) this.#groupOf[member] = group;
    }
  }

  /** About how many bytes the search remembers its configurations and states in. */
  get bytes(): number {
    return this.#configurations.bytes + this.#machine.bytes();
  }

  /** How many configurations it has been in. */
  get configurations(): number {
    return this.#configurations.count;
  }

  /** The best that was found; before the first dead end, nothing. */
  get furthest(): Furthest {
    const { required, optional } = this.#timeline;
    const callOf = (move: number): number => (move >= 0 ? required[move] : optional[~move]) ?? 0;
    return { prefix: [...this.#trail.best].map(callOf), blocking: required[this.#blocking] ?? 0 };
  }

  /** Searches on, for so many steps at most, remembering no more than so many bytes. */
  run(steps: number, memoryBytes: number): Progress {
    for (let left = steps; left > 0; left -= 1) {
      let mayAdvance = true;
      if (this.#isNew) {
        this.#settle();
        if (this.#remaining === 0) return 'linearizable';
        const added = this.#isDoomed() ? 'covered' : this.#remember(memoryBytes);
        if (added === 'full') return 'full';
        mayAdvance = added === 'new';
        this.#isNew = false;
        this.#cursor = this.#timeline.next[0] ?? 0;
        this.#group = 0;
      }
      if (mayAdvance && this.#advance()) this.#isNew = true;
      else if (!this.#retreat()) return 'refuted';
    }
    return 'paused';
  }

  /** Linearizes the reads that are legal now. */
  #settle(): void {
    const { next, operationAt } = this.#timeline;
    for (let at = next[0] ?? 0; at !== 0 && (operationAt[at] ?? 0) >= 0;) {
      const operation = operationAt[at] ?? 0;
      const action = this.#requiredAction(operation);
      if (this.#machine.isRead[action] === 1 && this.#stepBy(action) === this.#state) {
        this.#require(operation, this.#state, FORCED);
        at = next[0] ?? 0;
      } else at = next[at] ?? 0;
    }
  }

  /** Whether the next read in time can no longer come, because nothing resets the state before it must. */
  #isDoomed(): boolean {
    const { hasPassed, isRead, resets } = this.#machine;
    if (hasPassed === null) return false;
    const { next, operationAt, returnAt } = this.#timeline;
    let read = -1;
    let at = next[0] ?? 0;
    for (; at !== 0 && (read < 0 || at < (returnAt[read] ?? 0)); at = next[at] ?? 0) {
      const operation = operationAt[at] ?? 0;
      if (operation < 0) continue;
      const action = this.#requiredAction(operation);
      if (resets[action] === 1) return false;
      if (read < 0 && isRead[action] === 1) read = operation;
    }
    if (read < 0 || !hasPassed(this.#state, this.#requiredAction(read))) return false;
    return !this.#groups.some((group, number) => {
      const operation = group[this.#usedOf[number] ?? 0];
      return (
        operation !== undefined &&
        resets[this.#optionalAction(operation)] === 1 &&
        (this.#timeline.optionalAt[operation] ?? 0) < at
      );
    });
  }

  #remember(memoryBytes: number): 'new' | 'covered' | 'full' {
    const first = this.#timeline.operationAt[this.#timeline.next[0] ?? 0] ?? 0;
    const configuration = {
      state: this.#state,
      hash: this.#hash,
      required: this.#linearized,
      from: first >> 5,
      to: (Math.max(first, this.#highest + 1) + 31) >> 5,
      optional: this.#used,
    };
    return this.#configurations.add(configuration, memoryBytes - this.#machine.bytes());
  }

  /** Makes the next move that has not been tried here; false when there is none. */
  #advance(): boolean {
    const { next, operationAt } = this.#timeline;
    let at = this.#cursor;
    for (; (operationAt[at] ?? 0) >= 0; at = next[at] ?? 0) {
      const operation = operationAt[at] ?? 0;
      const action = this.#requiredAction(operation);
      const state = this.#stepBy(action);
      if (state === REFUSED || this.#isUnseen(action, state)) continue;
      this.#require(operation, state, at);
      return true;
    }
    for (let group = this.#group; group < this.#groups.length; group += 1) {
      const operation = this.#groups[group]?.[this.#usedOf[group] ?? 0];
      if (operation === undefined || (this.#timeline.optionalAt[operation] ?? 0) >= at) continue;
      const action = this.#optionalAction(operation);
      const state = this.#stepBy(action);
      if (state === REFUSED || this.#isUnseen(action, state)) continue;
      this.#use(operation, state, at);
      return true;
    }
    return false;
  }

  /** Whether the move before was an optional operation that this action makes as if it had not been. */
  #isUnseen(action: number, state: number): boolean {
    if (this.#trail.depth === 0 || this.#trail.operation >= 0) return false;
    return this.#machine.step(this.#trail.state, action) === state;
  }

  /** Takes moves back up to the last to which there may be an alternative; false when there is none. */
  #retreat(): boolean {
    const trail = this.#trail;
    this.#noteDeadEnd();
    while (trail.depth > 0) {
      const { operation, cursor } = trail;
      this.#state = trail.state;
      this.#highest = trail.highest;
      trail.pop();
      if (operation >= 0) this.#release(operation);
      else this.#unuse(~operation);
      if (cursor === FORCED) continue;
      this.#group = operation >= 0 ? 0 : (this.#groupOf[~operation] ?? 0) + 1;
      this.#cursor = operation >= 0 ? (this.#timeline.next[cursor] ?? 0) : cursor;
      return true;
    }
    return false;
  }

  #noteDeadEnd(): void {
    if (this.#remaining >= this.#leastRemaining) return;
    const { next, operationAt } = this.#timeline;
    let at = next[0] ?? 0;
    while ((operationAt[at] ?? 0) >= 0) at = next[at] ?? 0;
    this.#leastRemaining = this.#remaining;
    this.#blocking = ~(operationAt[at] ?? 0);
    this.#trail.keep();
  }

  #require(operation: number, state: number, cursor: number): void {
    this.#trail.push(operation, this.#state, this.#highest, cursor);
    lift(this.#timeline, operation);
    this.#toggle(operation);
    this.#state = state;
    this.#highest = Math.max(this.#highest, operation);
    this.#remaining -= 1;
  }

  #release(operation: number): void {
    unlift(this.#timeline, operation);
    this.#toggle(operation);
    this.#remaining += 1;
  }

  #toggle(operation: number): void {
    const word = operation >> 5;
    this.#linearized[word] = (this.#linearized[word] ?? 0) ^ (1 << (operation & 31));
    this.#hash ^= scrambled(operation);
  }

  #use(operation: number, state: number, cursor: number): void {
    this.#trail.push(~operation, this.#state, this.#highest, cursor);
    this.#countUse(operation, 1);
    this.#state = state;
  }

  #unuse(operation: number): void {
    this.#countUse(operation, -1);
  }

  #countUse(operation: number, change: 1 | -1): void {
    const word = operation >> 5;
    const group = this.#groupOf[operation] ?? 0;
    this.#used[word] = (this.#used[word] ?? 0) ^ (1 << (operation & 31));
    this.#usedOf[group] = (this.#usedOf[group] ?? 0) + change;
  }

  #requiredAction(operation: number): number {
    return this.#machine.actions[this.#timeline.required[operation] ?? 0] ?? 0;
  }

  #optionalAction(operation: number): number {
    return this.#machine.actions[this.#timeline.optional[operation] ?? 0] ?? 0;
  }

  #stepBy(action: number): number {
    return this.#machine.step(this.#state, action);
  }
}
