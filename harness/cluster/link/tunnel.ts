import { Socket } from 'node:net';
import { Flow } from './flow.ts';
import type { Gate } from './gate.ts';
import type { Address } from './link-end.ts';

export interface TunnelPlan {
  readonly opener: Socket;
  readonly gate: Gate;
  /** Where it leads at the moment; null while nobody knows. */
  readonly target: () => Address | null;
  /** Told when both sides are closed. */
  readonly onClosed: (tunnel: Tunnel) => void;
}

/** One connection through a link: from whoever opened it, to the target. */
export class Tunnel {
  readonly #plan: TunnelPlan;
  readonly #upstream = new Socket({ allowHalfOpen: true });
  readonly #towardsTarget: Flow;
  readonly #towardsOpener: Flow;
  #isJoined = false;
  #isGone = false;

  constructor(plan: TunnelPlan) {
    this.#plan = plan;
    const { opener, gate } = plan;
    const upstream = this.#upstream.setNoDelay(true);
    const onReset = (why: 'passed' | 'cut'): void => {
      if (why === 'cut') gate.add('cut', 1);
      this.destroy();
    };
    this.#towardsTarget = new Flow({ from: opener, to: upstream, gate, canBeCut: false, onReset });
    this.#towardsOpener = new Flow({ from: upstream, to: opener, gate, canBeCut: true, onReset });
    // Whoever leaves before there is a connection behind the link never had one: nothing of it arrives later.
    for (const leaving of ['end', 'error', 'close'])
      opener.on(leaving, () => this.#isJoined || this.destroy());
    for (const side of [opener, upstream]) {
      side.on('close', () => {
        if (opener.destroyed && upstream.destroyed) this.destroy();
      });
    }
    this.change();
  }

  /** Does what the gate's condition and the target of the moment ask. */
  change(): void {
    const { gate, target } = this.#plan;
    const address = target();
    if (!this.#isJoined && !this.#isGone && address !== null && !gate.condition.blackHole) {
      this.#isJoined = true;
      this.#upstream.connect(address);
      this.#towardsTarget.join();
      this.#towardsOpener.join();
    }
    this.#towardsTarget.change();
    this.#towardsOpener.change();
  }

  /** Leaves a target that is no longer the one; the opener hears of it as of anything else the target does. */
  leaveTarget(): void {
    if (!this.#isJoined || this.#upstream.destroyed) return;
    this.#plan.gate.add('cut', 1);
    this.#towardsTarget.stop();
    resetSocket(this.#upstream);
    this.#towardsOpener.reset();
  }

  /** Resets both sides. */
  destroy(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#towardsTarget.stop();
    this.#towardsOpener.stop();
    resetSocket(this.#plan.opener);
    resetSocket(this.#upstream);
    this.#plan.onClosed(this);
  }
}

/** A reset needs a connection; one that is not there yet is given up. */
function resetSocket(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.readyState === 'opening' || socket.pending) socket.destroy();
  else socket.resetAndDestroy();
}
