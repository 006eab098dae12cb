import { describe, expect, test } from 'vitest';

import { call, kick, login } from '../client.ts';
import { CAN_RUN, type Fleet, IS_EXTERNAL, type Settings, startFleet } from '../fleet.ts';

/** What is to be seen of a variant, and of a healthy fleet in the same place. */
export interface Symptom {
  readonly sabotage: string;
  readonly shows: string;
  readonly settings?: Partial<Settings>;
  /** Only the last of the replicas has the variant. */
  readonly onOne?: true;
  readonly observe: (fleet: Fleet, urls: readonly [first: string, second: string]) => Promise<unknown>;
  readonly planted: unknown;
  readonly healthy: unknown;
}

/** Makes a test of each: the same observation on a fleet of two with the variant, and on one without. */
export function testSymptoms(area: string, symptoms: readonly Symptom[]): void {
  describe.skipIf(!CAN_RUN || IS_EXTERNAL)(`sabotage of ${area}`, () => {
    test.for(symptoms)('$sabotage $shows', async (symptom) => {
      // One after the other, because a fleet that starts is all processor time; what follows is mostly waiting.
      await using sabotaged = await startPair(symptom, symptom.sabotage);
      await using sound = await startPair(symptom, '');
      const observe = (fleet: Fleet) => symptom.observe(fleet, [fleet.urls[0]!, fleet.urls[1]!]);
      const [planted, healthy] = await Promise.all([observe(sabotaged), observe(sound)]);
      expect({ planted, healthy }).toEqual({ planted: symptom.planted, healthy: symptom.healthy });
    });
  });
}

async function startPair({ settings, onOne }: Symptom, sabotage: string): Promise<Fleet> {
  if (!onOne) return startFleet(settings, { replicas: 2, sabotage });
  const fleet = await startFleet(settings, { replicas: 1 });
  const last = await fleet.startReplica({ LOCKSTEP_SABOTAGE: sabotage });
  return { ...fleet, replicas: [...fleet.replicas, last], urls: [...fleet.urls, last.url] };
}

/** Kicks the user's sessions of the client types, desktop unless told otherwise. */
export async function kickUser(url: string, userId: string, targets = ['desktop']): Promise<void> {
  const admin = await login(url, 'admin', 'admin');
  expect((await kick(url, admin.accessToken, { userId, targets })).status).toBe(200);
}

/** The status of one request to the limited endpoint. */
export async function limited(
  url: string,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  return (await call(url, 'GET /api/v1/limited', { token, headers })).status;
}

/** The statuses of as many calls made at once. */
export function atOnce<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

/** Tries round after round until one shows it. */
export async function inSomeRound(
  rounds: number,
  shows: (round: number) => Promise<boolean>,
): Promise<boolean> {
  for (let round = 0; round < rounds; round += 1) if (await shows(round)) return true;
  return false;
}

/** How many of the statuses are this one. */
export function count(statuses: readonly number[], wanted: number): number {
  return statuses.filter((status) => status === wanted).length;
}
