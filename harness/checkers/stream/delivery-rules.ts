import type { Violation } from '../verdict.ts';
import type { Channel } from './channel.ts';
import type { Deliveries } from './deliveries.ts';
import { identityViolations } from './identity.ts';
import { integrityViolations } from './integrity.ts';
import { lossViolations } from './loss.ts';
import { orderViolations } from './order.ts';
import { repetitionViolations } from './repetition.ts';

/** All that the channels and what became of their events show of a log that is not one (docs/algorithms.md 7). */
export const deliveryViolations = (channels: readonly Channel[], deliveries: Deliveries): Violation[] => [
  ...lossViolations(deliveries),
  ...identityViolations(channels),
  ...repetitionViolations(channels),
  ...orderViolations(channels),
  ...integrityViolations(channels),
];
