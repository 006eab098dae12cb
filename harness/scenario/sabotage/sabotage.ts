import { BACKEND_SABOTAGES } from './backend.ts';
import { CLUSTER_SABOTAGES } from './cluster.ts';
import type { Sabotage } from './planting.ts';

/** Every sabotage there is. */
export const SABOTAGES = {
  ...CLUSTER_SABOTAGES,
  ...BACKEND_SABOTAGES,
} as const satisfies Readonly<Record<string, Sabotage>>;

export type SabotageName = keyof typeof SABOTAGES;
