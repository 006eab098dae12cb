import type { LinkCondition, LinkCounts } from '../cluster.ts';

/** What one link lets through at the moment, and what it has done since that was last changed. */
export class Gate {
  #condition: LinkCondition = {};
  #counts = noCounts();

  get condition(): LinkCondition {
    return this.#condition;
  }

  set(condition: LinkCondition): void {
    this.#condition = condition;
    this.#counts = noCounts();
  }

  /** When what arrived at a time may go on, in the same milliseconds; Infinity while nothing may. */
  passesAtMs(arrivedMs: number): number {
    return this.#condition.blackHole ? Infinity : arrivedMs + (this.#condition.latencyMs ?? 0);
  }

  add(event: keyof ReturnType<typeof noCounts>, amount: number): void {
    this.#counts[event] += amount;
  }

  counts(): LinkCounts {
    return { condition: this.#condition, ...this.#counts };
  }
}

function noCounts() {
  return { opened: 0, forwardedBytes: 0, heldBytes: 0, cut: 0 };
}
