import type { RecordedOperation } from '../../history/recorded.ts';
import { textOf } from '../recorded-value.ts';
import type { FaultWindow } from '../faults/fault-window.ts';

/**
 * The faults of a recorded history, all by a process that is a word (`nemesis`): `fault` (invoked when commanded, ok when its
 * effect was verified; info or fail: it is not known to have taken hold) and `heal`, which ends the faults of its input, or all
 * when it has none (ok when that was verified; info may have been it; a fail changed nothing).
 */
export class RecordedFaults {
  /** Those that may have taken hold. */
  readonly windows: FaultWindow[] = [];
  /** The faults that were not verified, by index. */
  readonly unverified: number[] = [];
  /** Those that are not healed for certain, by name. */
  readonly #open = new Map<string, OpenFault[]>();
  /** Those of them that nothing can have healed yet. */
  readonly #down = new Map<string, OpenFault[]>();

  /** False when the operation is none of a nemesis. */
  take(op: RecordedOperation): boolean {
    if (typeof op.process !== 'string' || (op.f !== 'fault' && op.f !== 'heal')) return false;
    if (op.f === 'fault') this.#inject(op);
    else if (op.outcome !== 'fail') this.#heal(op);
    return true;
  }

  #inject({ index, input, outcome, invokedNs, completedNs }: RecordedOperation): void {
    if (outcome !== 'ok') this.unverified.push(index);
    if (outcome === 'fail') return;
    const name = nameOf(input);
    const downNs = outcome === 'ok' ? completedNs : Infinity;
    const fault = { name, index, commandedNs: invokedNs, downNs, healingNs: Infinity, healedNs: Infinity };
    this.windows.push(fault);
    for (const faults of [this.#open, this.#down]) {
      const known = faults.get(name);
      if (known) known.push(fault);
      else faults.set(name, [fault]);
    }
  }

  #heal({ input, outcome, invokedNs, completedNs }: RecordedOperation): void {
    const names = input === null ? [...this.#open.keys()] : [nameOf(input)];
    for (const name of names) {
      for (const fault of this.#down.get(name) ?? []) fault.healingNs = invokedNs;
      this.#down.delete(name);
      if (outcome === 'info') continue;
      for (const fault of this.#open.get(name) ?? []) fault.healedNs = completedNs;
      this.#open.delete(name);
    }
  }
}

/** A window that is still being written. */
type OpenFault = { -readonly [K in keyof FaultWindow]: FaultWindow[K] };

function nameOf(input: unknown): string {
  const name = typeof input === 'object' && input !== null && 'name' in input ? input.name : input;
  return typeof name === 'string' ? name : textOf(name);
}
