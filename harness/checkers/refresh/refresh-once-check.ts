import type { RunNs } from '../../time/clock.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Ledger, StageOption } from '../auth/ledger.ts';
import { counted, span } from '../phrases.ts';
import { refreshUses } from '../auth/refresh-uses.ts';
import type { RefreshUse } from '../auth/refresh-uses.ts';
import type { Check } from '../check.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { familyEvidence, raceEvidence } from './family-evidence.ts';
import type { RefreshPolicy } from './family-history.ts';
import { culpritsOf, operationsOf, wordClash } from './family-wording.ts';
import { decideRefreshFamily } from './refresh-family.ts';
import { sessionFamilies } from './session-families.ts';

/** What the target promises, and how many refresh tokens must have been used by several at once. */
export interface RefreshOnceOptions extends StageOption, RefreshPolicy {
  readonly minimumRaces?: number;
}

/** Of concurrent uses of one refresh token exactly one gets the next, and any reuse ends the session (CONTRACT.md, refresh). */
export function refreshTokensWorkOnce(options: RefreshOnceOptions = {}): Check {
  const { stage, minimumRaces = 1, ...policy } = options;
  return {
    name: 'refresh-token-single-use',
    claim: 'Each refresh token works once, whichever replicas it is sent to and however closely together.',
    judge: (history) => {
      const ledger = readLedger(history, stage === undefined ? {} : { stage });
      return judge(ledger, { familyRevocationOnReuse: true, ...policy }, minimumRaces);
    },
  };
}

function judge(ledger: Ledger, policy: RefreshPolicy, minimumRaces: number): Judgement {
  const found = sessionFamilies(ledger).flatMap((family) =>
    [...decideRefreshFamily(family, policy)].map((clash) => ({ family, names: family.tokens, clash })),
  );
  const findings = found.map(({ clash, names }) => ({
    clash,
    names,
    group: clash.anomaly,
    culprits: culpritsOf(clash).flatMap(culprit),
    operations: operationsOf(clash),
    weight: 0,
  }));
  const violations = foldFindings(findings, ({ clash, names }, all) => {
    const { message, cause } = wordClash(clash, names);
    return { anomaly: clash.anomaly, message: `${message} (${counted(all.length, 'such token')})`, cause };
  });
  const uses = refreshUses(ledger).filter(({ answer }) => answer !== 'other');
  const races = racesOf(uses);
  const widestNs = races.reduce((most, { widthNs }) => Math.max(most, widthNs), 0);
  const seen = `${counted(uses.length, 'use')} of refresh tokens, ${races.length} of them used by several at once (begun within ${span(widestNs)})`;
  return conclude({
    violations,
    gaps:
      races.length < minimumRaces
        ? [`${counted(races.length, 'refresh token')} used by several at once, ${minimumRaces} needed`]
        : [],
    examined: uses.length,
    summary: violations[0]?.message ?? seen,
    evidence: [
      raceTable(ledger, races),
      ...(found.length === 0 ? [] : [raceEvidence(found)]),
      ...found.slice(0, 1).map(({ family, clash }) => familyEvidence(family, clash)),
    ],
  });
}

/** The uses of one refresh token, some of which ran at once. */
interface Race {
  readonly uses: readonly RefreshUse[];
  /** From the first begin to the last. */
  readonly widthNs: RunNs;
}

function racesOf(uses: readonly RefreshUse[]): Race[] {
  const byToken = Map.groupBy(uses, ({ source }) => source);
  return [...byToken.values()].flatMap((all) => {
    const sorted = all.toSorted((a, b) => a.invokedNs - b.invokedNs);
    const [first] = sorted;
    const isRace = sorted.some((use, n) => n > 0 && use.invokedNs <= (sorted[n - 1]?.completedNs ?? 0));
    if (!first || !isRace) return [];
    return [{ uses: sorted, widthNs: (sorted.at(-1) ?? first).invokedNs - first.invokedNs }];
  });
}

const MOST_ROWS = 50;

/** What each race came to, the answers by their code. */
function raceTable({ refreshes }: Ledger, races: readonly Race[]): Evidence {
  const codes = new Map(refreshes.map((op) => [op.index, op.code]));
  const saying = (uses: readonly RefreshUse[], code: string): number =>
    uses.filter(({ index }) => codes.get(index) === code).length;
  return {
    kind: 'table',
    title: 'Refresh tokens used by several at once',
    columns: ['user', 'uses', 'race width in ms', 'accepted by', 'REFRESH_REUSED', 'UNAUTHORIZED'],
    rows: races
      .slice(0, MOST_ROWS)
      .map(({ uses, widthNs }) => [
        uses[0]?.source.user ?? null,
        uses.length,
        Number((widthNs / 1e6).toFixed(3)),
        uses.flatMap(({ answer, replica }) => (answer === 'accepted' ? [replica ?? '?'] : [])).join(', '),
        saying(uses, 'REFRESH_REUSED'),
        saying(uses, 'UNAUTHORIZED'),
      ]),
  };
}
