import { isAccepted, isRefused, type Operation } from '../../history/operation.ts';
import { causeOfAcceptance } from '../auth/forgeries.ts';
import type { Check, History } from '../check.ts';
import { type Cell, type Evidence, type Judgement, verdictOf, type Violation } from '../verdict.ts';
import { type Connection, connectionsOf } from './connection.ts';

/** An opening with a credential that has to be refused. */
interface Trial {
  readonly connection: Connection;
  readonly opening: Operation<'stream'>;
  readonly credential: string;
  readonly anomaly: 'unauthenticated-stream' | 'wrong-status' | null;
}

/** A stream opens for a valid token only; anything else gets 401 before any byte (CONTRACT.md, Endpoints). */
export function streamNeedsAValidToken(): Check {
  return {
    name: 'stream-needs-a-valid-token',
    claim: 'A stream without a valid token is refused with 401 before any byte of it, on every replica.',
    judge,
  };
}

function judge(history: History): Judgement {
  const connections = connectionsOf(history);
  const trials = connections.flatMap(trialOf);
  const causeOf = causesOf(trials);
  const [opened, other] = ['unauthenticated-stream', 'wrong-status'].map((anomaly) =>
    trials.filter((trial) => trial.anomaly === anomaly),
  );
  const groups = [
    ...Map.groupBy(opened ?? [], (trial) => causeOf(trial) ?? trial.credential).values(),
    ...Map.groupBy(other ?? [], ({ opening }) => opening.status).values(),
  ];
  const violations = groups.flatMap((group) => violationOf(group, causeOf));
  const gap = coverageGap(history, connections, trials);
  const refused = trials.filter(({ anomaly }) => anomaly === null).length;
  return {
    verdict: verdictOf(violations, gap === null ? trials.length : 0, gap ?? ''),
    summary: `${refused} of ${trials.length} streams without a valid token refused with 401`,
    evidence: trials.length === 0 ? [] : [trialMatrix(history, trials)],
  };
}

function trialOf(connection: Connection): Trial[] {
  const { opening, arrivals } = connection;
  if (!opening || opening.input.credential === 'valid' || !isAnswered(opening)) return [];
  const opened = isAccepted(opening) || arrivals.length > 0;
  const wrong = isRefused(opening) ? null : 'wrong-status';
  const anomaly = opened ? 'unauthenticated-stream' : wrong;
  return [{ connection, opening, credential: opening.input.credential, anomaly }];
}

/** By the application: an error of the proxy says nothing of the token. */
const isAnswered = ({ outcome, status, replica }: Operation<'stream'>): boolean =>
  outcome === 'ok' || (status !== null && replica !== null);

type CauseOf = (trial: Trial) => string | null;

/** What the endpoint does not check, given all that opens a stream; null for an error and for a defect of another name. */
function causesOf(trials: readonly Trial[]): CauseOf {
  const opening = trials.filter(({ anomaly }) => anomaly === 'unauthenticated-stream');
  const accepted = new Set(opening.map(({ credential }) => credential));
  return ({ anomaly, credential }) =>
    anomaly === 'unauthenticated-stream' ? causeOfAcceptance(credential, accepted) : null;
}

function violationOf(trials: readonly Trial[], causeOf: CauseOf): Violation[] {
  const first = trials[0];
  if (!first || first.anomaly === null) return [];
  const culprits = [...new Set(trials.flatMap(({ connection: { replica } }) => replica ?? []))].sort();
  const where = culprits.join(', ') || 'an unnamed replica';
  const opened = first.anomaly === 'unauthenticated-stream';
  const known = causeOf(first);
  const unchecked =
    known === null
      ? 'the stream endpoint does not check this part of the token'
      : `at the stream endpoint ${known}`;
  return [
    {
      anomaly: first.anomaly,
      message: opened
        ? `A stream was opened with the credential "${first.credential}" on ${where} (${trials.length} times).`
        : `A stream with the credential "${first.credential}" got ${first.opening.status ?? 'no status'} instead of 401 on ${where} (${trials.length} times).`,
      operations: [first.opening.index],
      culprits,
      cause: opened ? unchecked : 'an error of the token check is not answered as a refusal',
    },
  ];
}

/** Per stage with a defective credential: every replica has to have judged one, and to serve a valid one. */
function coverageGap(
  { stages }: History,
  connections: readonly Connection[],
  trials: readonly Trial[],
): string | null {
  if (trials.length === 0) return 'no stream was asked for with a defective credential';
  for (const stage of stages) {
    const tried = trials.filter(({ connection }) => connection.stage === stage);
    const names = tried.length === 0 ? [] : stage.replicas.map(({ name }) => name);
    const untried = names.find((name) => !tried.some(({ connection }) => connection.replica === name));
    if (untried !== undefined) return `${untried} was never asked for a stream with a defective credential`;
    const closed = names.find(
      (name) => !connections.some((one) => one.stage === stage && opensOn(one, name)),
    );
    if (closed !== undefined) return `no stream with a valid token was opened on ${closed}`;
  }
  return null;
}

const opensOn = ({ opening, replica }: Connection, name: string): boolean =>
  replica === name && opening !== null && opening.input.credential === 'valid' && isAccepted(opening);

function trialMatrix({ stages }: History, trials: readonly Trial[]): Evidence {
  const credentials = [...new Set(trials.map(({ credential }) => credential))];
  const names = [...new Set(stages.flatMap(({ replicas }) => replicas.map(({ name }) => name)))];
  return {
    kind: 'matrix',
    title: 'Streams asked for without a valid token',
    rowsLabel: 'credential',
    columnsLabel: 'replica',
    rows: credentials,
    columns: names,
    cells: credentials.map((credential) =>
      names.map((name) =>
        cellOf(
          trials.filter((trial) => trial.credential === credential && trial.connection.replica === name),
        ),
      ),
    ),
  };
}

function cellOf(trials: readonly Trial[]): Cell {
  const first = trials.find(({ anomaly }) => anomaly !== null) ?? trials[0];
  if (!first) return { text: '–', tone: 'neutral' };
  return { text: String(first.opening.status ?? '?'), tone: first.anomaly === null ? 'good' : 'bad' };
}
