import type { DriverName } from '../cluster/cluster.ts';
import type { RunRecord, ScenarioMetrics, ScenarioOutcome, ScenarioVerdict } from '../scenario/record.ts';

/** What happens during a run, for whoever watches. */
export type RunEvent =
  | {
      readonly kind: 'run-began';
      readonly driver: DriverName;
      readonly reason: string;
      readonly seed: string;
      readonly scenarios: readonly string[];
      /** What is counted; the rows of a proof are scenarios, each healthy and with each sabotage. */
      readonly noun: 'scenario' | 'row';
    }
  | { readonly kind: 'scenario-began'; readonly scenario: string }
  | { readonly kind: 'step'; readonly scenario: string; readonly step: string }
  | {
      readonly kind: 'scenario-ended';
      readonly outcome: ScenarioOutcome;
      readonly verdict: ScenarioVerdict | null;
      readonly metrics: ScenarioMetrics | null;
    }
  /** All runs of one row of a proof are over. */
  | {
      readonly kind: 'row-ended';
      readonly row: string;
      /** `valid`: it went as it should, a planted fault included. */
      readonly status: ScenarioOutcome['status'];
      readonly text: string;
    }
  | { readonly kind: 'run-ended'; readonly record: RunRecord };

/** Takes an event; must not throw. */
export type Emit = (event: RunEvent) => void;
