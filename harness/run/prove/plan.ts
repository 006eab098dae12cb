import type { Capability, Driver } from '../../cluster/cluster.ts';
import type { Topology } from '../../cluster/topology.ts';
import type { NotPlanted, ProofRow } from '../../scenario/proof.ts';
import type { Sabotage } from '../../scenario/sabotage/planting.ts';
import { SABOTAGES, type SabotageName } from '../../scenario/sabotage/sabotage.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { healthyTopology } from '../stage-topology.ts';
import { lackFor } from '../verify.ts';
import { partsAtFault, placeOf } from './parts-at-fault.ts';
import type { Claim } from './sighting.ts';

/** What a proof can be made on. */
export interface Ground {
  readonly driver: Driver;
  readonly replicas: number;
  /** Whether the replicas are the reference backend, whose variants are switches of its own. */
  readonly isReferenceBackend: boolean;
}

/** A claim that can be put to the test, and whom it must blame. */
export interface PlannedClaim {
  readonly claim: Claim;
  readonly fault: string;
  readonly where: ProofRow['where'];
  readonly atFault: readonly string[];
}

/** A sabotage of a scenario: one run tests all that the scenario claims of it. */
export interface Planting {
  readonly sabotage: SabotageName;
  readonly claims: readonly PlannedClaim[];
}

/** What is to be run for a scenario: healthy, then each sabotage. */
export interface ScenarioProof {
  readonly scenario: Scenario;
  /** Why it cannot be run at all; null when it can. */
  readonly skipped: string | null;
  readonly plantings: readonly Planting[];
  readonly notPlanted: readonly NotPlanted[];
}

/** Sorts a scenario's claims into those that can be tested here and those that cannot, with the reason. */
export function planProof(scenario: Scenario, ground: Ground): ScenarioProof {
  const skipped = lackFor(scenario, ground.driver);
  const sorted = scenario.sabotage.map((claim) => {
    const { planned, needs } = plantClaim(scenario, claim, ground.replicas);
    return { claim, planned, reason: skipped ?? hindrance(SABOTAGES[claim.name], needs, ground) };
  });
  const testable = sorted.flatMap(({ reason, planned }) => (reason === null ? [planned] : []));
  return {
    scenario,
    skipped,
    plantings: [...Map.groupBy(testable, ({ claim }) => claim.name)].map(([sabotage, claims]) => ({
      sabotage,
      claims,
    })),
    notPlanted: sorted.flatMap(({ claim, reason }) =>
      reason === null
        ? []
        : [{ sabotage: claim.name, scenario: scenario.name, check: claim.caughtBy, reason }],
    ),
  };
}

/** Planted on paper, to see what it changes; the secrets of a real run differ and do not matter here. */
function plantClaim(scenario: Scenario, claim: Claim, replicas: number) {
  const stage = scenario.stages.find(({ name }) => name === claim.stage) ?? scenario.stages[0];
  const sabotage: Sabotage = SABOTAGES[claim.name];
  const healthy = healthyTopology(stage, { replicas, secrets: { jwtSecret: '', seedPassword: '' } });
  const planted = sabotage.plant(healthy);
  const atFault = partsAtFault(healthy, planted);
  const planned = { claim, fault: sabotage.fault, where: placeOf(sabotage, atFault), atFault };
  return { planned, needs: needsOf(planted) };
}

/** What a topology asks of a driver beside being brought up. */
const needsOf = ({ replicas }: Topology): Capability[] => [
  'configure',
  ...(replicas.some(({ clockOffsetS }) => clockOffsetS !== null) ? (['clock'] as const) : []),
];

const ABILITIES: Readonly<Record<Capability, string>> = {
  configure: 'change what is up',
  inject: 'inject faults',
  clock: 'give a replica a clock of its own',
  quota: 'give replicas a quota of processor time',
};

/** Why a sabotage cannot be planted here; null when it can. */
function hindrance(
  { needsReferenceBackend }: Pick<Sabotage, 'needsReferenceBackend'>,
  needs: readonly Capability[],
  { driver, isReferenceBackend }: Ground,
): string | null {
  const lacking = needs.filter((need) => !driver.capabilities.includes(need));
  if (lacking.length > 0)
    return `the ${driver.name} driver cannot ${lacking.map((need) => ABILITIES[need]).join(' and ')}`;
  if (needsReferenceBackend && !isReferenceBackend)
    return 'it is a variant of the reference backend, and another one runs';
  return null;
}
