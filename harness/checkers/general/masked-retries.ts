import type { AnyOperation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { counted, named } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import { type Evidence, type Judgement, verdictOf, type Violation } from '../verdict.ts';

/** The addresses that the proxy asked for one request, in order; the last one answered. */
export const attemptsOf = ({ upstream }: AnyOperation): string[] =>
  upstream === null ? [] : upstream.split(',').map((address) => address.trim());

/** A request whose first answers the proxy kept to itself. */
interface Masked {
  readonly op: AnyOperation;
  /** Who was asked in vain: replicas by name where the address is known. */
  readonly failed: readonly string[];
}

/** The proxy hides no failure: what one replica could not answer is not answered by another behind the client's back. */
export const noMaskedRetry = (): Check => ({
  name: 'no-masked-retry',
  claim: 'The proxy asks one replica for each request: no failure is hidden by asking another one.',
  judge,
});

function judge({ operations, stages }: History): Judgement {
  const byName = new Map(stages.map((stage) => [stage.stage, stage]));
  const told = operations.filter(({ route, upstream }) => route === 'balancer' && upstream !== null);
  const masked = told.flatMap((op) => maskedOf(op, byName.get(op.stage)));
  return {
    verdict: verdictOf(
      violationOf(masked, told),
      told.length,
      'no answer came through a proxy that says whom it asked (X-Upstream)',
    ),
    summary: `${masked.length} of ${counted(told.length, 'request')} through the proxy were retried unseen`,
    evidence: masked.length === 0 ? [] : [retryTable(masked)],
  };
}

function maskedOf(op: AnyOperation, stage: Stage | undefined): Masked[] {
  const failed = attemptsOf(op).slice(0, -1);
  if (failed.length === 0) return [];
  const nameOf = (address: string): string =>
    stage?.replicas.find(({ upstream }) => upstream === address)?.name ?? address;
  return [{ op, failed: [...new Set(failed.map(nameOf))] }];
}

function violationOf(masked: readonly Masked[], told: readonly AnyOperation[]): Violation[] {
  const [first] = masked;
  if (!first) return [];
  const culprits = [...new Set(masked.flatMap(({ failed }) => failed))].sort();
  const written = masked.filter(({ op }) => WRITES.has(op.f)).length;
  return [
    {
      anomaly: 'masked-retry',
      message:
        `The proxy hid ${masked.length} failed answers of ${named(culprits)} (of ${counted(told.length, 'request')}): ` +
        `another replica was asked, and answered${written > 0 ? `; ${written} of them may have taken effect twice` : ''}.`,
      operations: masked.slice(0, 3).map(({ op }) => op.index),
      culprits,
      cause: `${named(culprits)} ${culprits.length === 1 ? 'fails' : 'fail'}, and the proxy retries what failed on another replica (proxy_next_upstream)`,
    },
  ];
}

const WRITES: ReadonlySet<AnyOperation['f']> = new Set([
  'login',
  'refresh',
  'kick',
  'publish',
  'session-write',
  'limited',
]);

function retryTable(masked: readonly Masked[]): Evidence {
  const rows = [...Map.groupBy(masked, ({ op, failed }) => `${failed.join(', ')} ${op.f}`).values()];
  return {
    kind: 'table',
    title: 'Requests that the proxy repeated unseen',
    columns: ['asked in vain', 'operation', 'times'],
    rows: rows.map((group) => [group[0]?.failed.join(', ') ?? null, group[0]?.op.f ?? null, group.length]),
  };
}
