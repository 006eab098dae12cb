import { isAccepted, operationsNamed } from '../../history/operation.ts';
import type { Operation } from '../../history/operation.ts';
import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { answeredBy } from './ledger.ts';
import type { StageOption } from './ledger.ts';
import { counted } from '../phrases.ts';

/** A client that trusts `expiresIn` refreshes in time: it is `exp - iat`, and what the target was set to (CONTRACT.md, tokens). */
export function expiresInMatchesTheToken({ stage }: StageOption = {}): Check {
  return {
    name: 'expires-in-matches-the-token',
    claim: 'expiresIn is how long the access token lives, and that is how long it was set to live.',
    judge: ({ operations, stages }) =>
      judge({
        operations: operations.filter((op) => stage === undefined || op.stage === stage),
        stages,
      }),
  };
}

type Minting = Operation<'login'> | Operation<'refresh'>;

/** What an answer said of the life of its token, beside what the token says and what was set. */
interface Told {
  readonly op: Minting;
  readonly saidS: number | null;
  readonly lifetimeS: number;
  readonly setS: number | undefined;
}

function judge({ operations, stages }: History): Judgement {
  const settings = new Map(stages.map(({ stage, settings }) => [stage, settings]));
  const minting: readonly Minting[] = [
    ...operationsNamed(operations, 'login'),
    ...operationsNamed(operations, 'refresh'),
  ];
  const told = minting.flatMap((op): Told[] => {
    const { lifetimeS = null, expiresInS = null } = op.output ?? {};
    if (!isAccepted(op) || lifetimeS === null) return [];
    return [{ op, saidS: expiresInS, lifetimeS, setS: settings.get(op.stage)?.['ACCESS_TTL_S'] }];
  });
  const violations = [
    ...tell(
      told.filter(({ saidS, lifetimeS }) => saidS !== lifetimeS),
      told.length,
      'expires-in-wrong',
      ({ saidS, lifetimeS }) => `said that its token expires in ${saidS} s, and exp - iat is ${lifetimeS} s`,
      ({ saidS, lifetimeS }) => {
        const byS = saidS === null ? null : saidS - lifetimeS;
        return byS === null
          ? 'expiresIn is missing'
          : `expiresIn is ${Math.abs(byS)} s ${byS > 0 ? 'more' : 'less'} than the token has: it is not made from the token`;
      },
    ),
    ...tell(
      told.filter(({ setS, lifetimeS }) => setS !== undefined && setS !== lifetimeS),
      told.length,
      'lifetime-not-as-set',
      ({ setS, lifetimeS }) => `gave a token that lives ${lifetimeS} s, where ACCESS_TTL_S is ${setS}`,
      () => 'ACCESS_TTL_S is not what sets exp',
    ),
  ];
  const summary = `${counted(told.length, 'token')} with the life that was said of them`;
  return conclude({
    violations,
    gaps: [],
    examined: told.length,
    summary: violations[0]?.message ?? summary,
  });
}

function tell(
  wrong: readonly Told[],
  of: number,
  anomaly: string,
  message: (told: Told) => string,
  cause: (told: Told) => string,
) {
  const findings = wrong.map((told) => {
    const culprits = culprit(answeredBy(told.op));
    return { ...told, group: told.op.stage, culprits, operations: [told.op.index], weight: 0 };
  });
  return foldFindings(findings, (first, all) => ({
    anomaly,
    message: `${answeredBy(first.op) ?? 'an unnamed replica'} ${message(first)} (${all.length} of ${counted(of, 'token')})`,
    cause: cause(first),
  }));
}
