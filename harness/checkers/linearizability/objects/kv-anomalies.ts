import { shortened } from '../../recorded-value.ts';
import type { Diagnosis, ObservedCall } from '../object.ts';
import type { KvAction } from './kv.ts';

type KvCall = ObservedCall<KvAction>;

const STALE = 'the answer came from a replica or a cache that had not seen an acknowledged write';

const before = (a: KvCall, b: KvCall): boolean => a.completedNs < b.invokedNs;

/**
 * The anomalies of a text that is only appended to: an acknowledged append that a later get lacks, one that a get holds before
 * it began, a get that finds less than an earlier one, and two gets of which neither is the beginning of the other. With puts, nothing is named.
 */
export function diagnoseKv(calls: readonly KvCall[], all: readonly KvCall[]): Diagnosis<KvAction> | null {
  if (calls.some(({ action }) => action.f === 'put')) return null;
  const gets = calls.filter(({ action }) => action.f === 'get').sort((a, b) => a.completedNs - b.completedNs);
  const appends = all.filter(({ action }) => action.f === 'append');
  const allGets = all.filter(({ action }) => action.f === 'get');
  for (const get of gets) {
    const found =
      missing(get, { appends, gets: allGets }) ??
      early(get, appends) ??
      receded(get, gets) ??
      parted(get, gets);
    if (found) return found;
  }
  return null;
}

interface Around {
  readonly appends: readonly KvCall[];
  readonly gets: readonly KvCall[];
}

function missing(get: KvCall, { appends, gets }: Around): Diagnosis<KvAction> | null {
  const append = appends.find(
    (other) => before(other, get) && !get.action.value.includes(other.action.value),
  );
  if (!append) return null;
  const reappears = gets.some(({ action }) => action.value.includes(append.action.value));
  return {
    anomaly: reappears ? 'stale-read' : 'lost-update',
    message: `an acknowledged append of ${shortened(JSON.stringify(append.action.value))} is missing from a later get`,
    calls: [append, get],
    cause: reappears
      ? STALE
      : 'an acknowledged write was overwritten or never kept: append is read and written back, not atomically',
  };
}

function early(get: KvCall, appends: readonly KvCall[]): Diagnosis<KvAction> | null {
  const append = appends.find(
    ({ invokedNs, action }) =>
      invokedNs > get.completedNs &&
      get.action.value.includes(action.value) &&
      appends.every((other) => other.invokedNs > get.completedNs || other.action.value !== action.value),
  );
  if (!append) return null;
  return {
    anomaly: 'future-read',
    message: `the text ${shortened(JSON.stringify(append.action.value))} was found before its append began`,
    calls: [append, get],
    cause: null,
  };
}

function receded(get: KvCall, gets: readonly KvCall[]): Diagnosis<KvAction> | null {
  const { value } = get.action;
  const longer = gets.find(
    (other) =>
      before(other, get) && other.action.value.length > value.length && other.action.value.startsWith(value),
  );
  if (!longer) return null;
  return {
    anomaly: 'stale-read',
    message: 'a get found less than an earlier one',
    calls: [longer, get],
    cause: STALE,
  };
}

function parted(get: KvCall, gets: readonly KvCall[]): Diagnosis<KvAction> | null {
  const other = gets.find(
    ({ action }) => !action.value.startsWith(get.action.value) && !get.action.value.startsWith(action.value),
  );
  if (!other) return null;
  return {
    anomaly: 'incompatible-order',
    message: 'two gets found the appended texts in orders of which neither continues the other',
    calls: [other, get],
    cause: 'two replicas took writes that did not know of each other',
  };
}
