import type { Socket } from 'node:net';
import type { Gate } from './gate.ts';

/** What a socket said, in the order it said it. */
type Item = { readonly arrivedMs: number } & (
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'end' }
  | { readonly kind: 'reset' }
);

export interface FlowPlan {
  readonly from: Socket;
  readonly to: Socket;
  readonly gate: Gate;
  /** Whether `cutAfterBytes` is about this direction. */
  readonly canBeCut: boolean;
  /** Told when a reset has come through, and when the flow was cut. */
  readonly onReset: (why: 'passed' | 'cut') => void;
}

/** More than this is not read: then the sender waits, as it would for any slow receiver. */
const MOST_HELD_BYTES = 4 * 1024 * 1024;

/** One direction of a connection: what one socket says and the other hears, when the gate lets it pass. */
export class Flow {
  readonly #plan: FlowPlan;
  #queue: Item[] = [];
  #queuedBytes = 0;
  /** Bytes until the cut. */
  #leftBytes = Infinity;
  /** The receiver has had enough for now. */
  #isBlocked = false;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  /** Nothing passes before there is somebody to pass it to. */
  #isJoined = false;

  constructor(plan: FlowPlan) {
    this.#plan = plan;
    const { from, to } = plan;
    from.on('data', (bytes: Buffer) => this.#take({ kind: 'bytes', bytes, arrivedMs: performance.now() }));
    from.on('end', () => this.#take({ kind: 'end', arrivedMs: performance.now() }));
    from.on('error', () => this.reset());
    to.on('drain', () => {
      this.#isBlocked = false;
      this.pass();
    });
    this.change();
  }

  /** From now on the receiver can be written to. */
  join(): void {
    this.#isJoined = true;
    this.pass();
  }

  /** Does what the gate's condition of the moment asks. */
  change(): void {
    const { gate, canBeCut } = this.#plan;
    this.#leftBytes = canBeCut ? (gate.condition.cutAfterBytes ?? Infinity) : Infinity;
    this.pass();
  }

  /** Lets a reset follow what is on its way. */
  reset(): void {
    this.#take({ kind: 'reset', arrivedMs: performance.now() });
  }

  stop(): void {
    this.#isOver = true;
    this.#queue = [];
    clearTimeout(this.#timer);
  }

  #take(item: Item): void {
    if (this.#isOver) return;
    if (item.kind === 'bytes') {
      this.#queuedBytes += item.bytes.length;
      if (!this.#mayPass(item.arrivedMs)) this.#plan.gate.add('heldBytes', item.bytes.length);
    }
    this.#queue.push(item);
    this.pass();
  }

  #mayPass(arrivedMs: number): boolean {
    return this.#isJoined && this.#plan.gate.passesAtMs(arrivedMs) < Infinity;
  }

  /** Passes on what is due, and comes back when the next is. */
  pass(): void {
    clearTimeout(this.#timer);
    while (!this.#isOver && this.#isJoined) {
      // A reset waits for nobody: not for a receiver that does not read.
      const next = this.#isBlocked ? this.#queue.at(-1) : this.#queue[0];
      if (next === undefined || (this.#isBlocked && next.kind !== 'reset')) break;
      const waitMs = this.#plan.gate.passesAtMs(next.arrivedMs) - performance.now();
      if (waitMs > 0) {
        if (waitMs < Infinity) this.#timer = setTimeout(() => this.pass(), Math.ceil(waitMs));
        break;
      }
      if (!this.#isBlocked) this.#queue.shift();
      this.#deliver(next);
    }
    this.#regulate();
  }

  #deliver(item: Item): void {
    const { to, onReset } = this.#plan;
    switch (item.kind) {
      case 'bytes':
        this.#queuedBytes -= item.bytes.length;
        this.#write(item.bytes);
        return;
      case 'end':
        to.end();
        return;
      case 'reset':
        this.stop();
        onReset('passed');
        return;
    }
  }

  #write(bytes: Buffer): void {
    const { gate, to, onReset } = this.#plan;
    const piece = bytes.subarray(0, Math.min(bytes.length, this.#leftBytes));
    gate.add('forwardedBytes', piece.length);
    this.#leftBytes -= piece.length;
    if (this.#leftBytes === 0) {
      gate.add('heldBytes', bytes.length - piece.length);
      this.stop();
      // A reset overtakes what has not left us.
      to.write(piece, () => onReset('cut'));
      return;
    }
    this.#isBlocked = !to.write(piece);
  }

  #regulate(): void {
    const { from } = this.#plan;
    const shouldRead = !this.#isBlocked && this.#queuedBytes < MOST_HELD_BYTES;
    if (shouldRead === !from.isPaused()) return;
    if (shouldRead) from.resume();
    else from.pause();
  }
}
