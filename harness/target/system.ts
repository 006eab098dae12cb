import type { Recorder } from '../history/recorder.ts';
import type { Connection } from './exchange.ts';
import type { Secrets } from './secrets.ts';

/** Whom a request is sent to: the balancer, or one replica past it. */
export interface Route {
  /** `balancer`, or the replica's name. */
  readonly name: string;
  /** `http://host:port`. */
  readonly url: string;
}

/** A running system under test, as the clients of one stage speak to it. */
export interface System {
  readonly recorder: Recorder;
  readonly secrets: Secrets;
  readonly connection: Connection;
  /** The password of every seeded user. */
  readonly password: string;
}
