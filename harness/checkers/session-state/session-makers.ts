import type {
  SessionClash,
  SessionDecision,
  SessionGet,
  SessionHistory,
  SessionPut,
} from './session-history.ts';

/** Which puts made which versions, as the answers tell. */
export type Makers =
  | {
      readonly status: 'made';
      /** Puts whose version is known: by their own answer, or by a get that saw their state. */
      readonly known: readonly SessionPut[];
      /** Puts without an answer, whose state no get saw: they may have happened. */
      readonly unseen: readonly SessionPut[];
    }
  | Exclude<SessionDecision, { readonly status: 'linearizable' }>;

/** Finds who made each version that was seen; refuted when that is nobody, or somebody else too. */
export function makersOf({ puts, gets }: SessionHistory): Makers {
  const makers = new Map<number, SessionPut>();
  const answered = puts.filter(({ version }) => version !== null);
  for (const put of answered) {
    const other = makers.get(put.version ?? 0);
    if (other) return refuted('lost-update', other.index, put.index);
    if (!meetsCondition(put, put.version)) return refuted('lost-update', put.index);
    makers.set(put.version ?? 0, put);
  }
  const unanswered = puts.filter(({ version }) => version === null);
  const writers = Map.groupBy(unanswered, ({ state }) => state);
  const seen = new Map<SessionPut, SessionPut>();
  for (const get of gets) {
    if (get.state === null || makers.get(get.version)?.state === get.state) continue;
    const [maker, ...others] = makers.has(get.version) ? [] : (writers.get(get.state) ?? []);
    if (others.length > 0) return { status: 'undecided' };
    if (!maker || seen.has(maker)) return unexplained(get, puts);
    if (!meetsCondition(maker, get.version)) return refuted('lost-update', maker.index, get.index);
    const made = { ...maker, version: get.version };
    seen.set(maker, made);
    makers.set(get.version, made);
  }
  const unseen = unanswered.filter((put) => !seen.has(put));
  return { status: 'made', known: [...answered, ...seen.values()], unseen };
}

const meetsCondition = ({ ifVersion }: SessionPut, version: number | null): boolean =>
  ifVersion === null || version === ifVersion + 1;

/** A state that was put by nobody, or at another version. */
function unexplained(get: SessionGet, puts: readonly SessionPut[]): Makers {
  const writer = puts.find(({ state }) => state === get.state);
  return writer ? refuted('torn-read', writer.index, get.index) : refuted('read-from-nowhere', get.index);
}

const refuted = (anomaly: SessionClash['anomaly'], ...operations: number[]): Makers => ({
  status: 'refuted',
  clash: { anomaly, operations },
});
