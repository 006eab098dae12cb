import type { Slo } from '../../load/slo/slo.ts';
import type { MeasuredLoad } from './measured-load.ts';

/** An objective of one load, of all its replicas together or of one. */
export interface Objective {
  readonly measured: MeasuredLoad;
  readonly slo: Slo;
}

/** What is to be judged: each objective of a load, for each replica by itself where it says so. */
export const objectivesOf = (measured: MeasuredLoad): Objective[] =>
  measured.slos.flatMap((slo) => ofEach(measured, slo));

const ofEach = (measured: MeasuredLoad, slo: Slo): Objective[] =>
  slo.replica.kind === 'each'
    ? measured.replicas.map((name) => ofReplica({ measured, slo }, name))
    : [{ measured, slo }];

/** The same objective, of one replica by itself. */
export const ofReplica = ({ measured, slo }: Objective, name: string): Objective => ({
  measured,
  slo: { ...slo, replica: { kind: 'one', name } },
});
