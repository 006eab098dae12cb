import type { LoadFailure } from './messages.ts';

const MOST = 20;
const MOST_ALIKE = 3;

/** An exchange that went wrong; its answer is read only if it is kept. */
interface Offered extends Omit<LoadFailure, 'answer'> {
  readonly answer: () => string;
}

/** A few of the exchanges that went wrong: the first of each kind, and never many. */
export class FailureSamples {
  readonly #alike = new Map<string, number>();
  #kept = 0;
  #samples: LoadFailure[] = [];

  add({ call, user, what, answer }: Offered): void {
    if (this.#kept === MOST) return;
    const kind = `${call} ${what}`;
    const alike = this.#alike.get(kind) ?? 0;
    if (alike === MOST_ALIKE) return;
    this.#alike.set(kind, alike + 1);
    this.#kept += 1;
    this.#samples.push({ call, user, what, answer: answer() });
  }

  /** Those that were kept since the last time. */
  take(): readonly LoadFailure[] {
    const taken = this.#samples;
    this.#samples = [];
    return taken;
  }
}
