import type { RunNs } from '../../time/clock.ts';
import type { Scalar } from './scalar.ts';

/** One read or write of a register. */
export interface Touch {
  /** Null for the write of the initial value, which nobody asked for. */
  readonly index: number | null;
  readonly isWrite: boolean;
  readonly invokedNs: RunNs;
  /** Infinity for a write without an answer. */
  readonly completedNs: RunNs;
  readonly replica: string | null;
}

/** All that is known of one value: what wrote it, and the reads that matter. */
export interface ValueCluster {
  readonly value: Scalar;
  /** Null as long as no write of it, other than failed ones, is known. */
  write: Touch | null;
  /** A write of it that definitely did not happen. */
  failedWrite: number | null;
  /** The read that ends first, and the one that begins last. */
  firstRead: Touch | null;
  lastRead: Touch | null;
}

/** The clusters of one register, by value. */
export type ValueClusters = Map<Scalar, ValueCluster>;

/** The register before anything happened: it holds nil, written before all time. */
export function newRegister(): ValueClusters {
  const write = {
    index: null,
    isWrite: true,
    invokedNs: -Infinity,
    completedNs: -Infinity,
    replica: null,
  };
  return new Map([[null, { value: null, write, failedWrite: null, firstRead: null, lastRead: null }]]);
}

/** The cluster of a value, made if need be. */
export function clusterOf(clusters: ValueClusters, value: Scalar): ValueCluster {
  const known = clusters.get(value);
  if (known) return known;
  const cluster = { value, write: null, failedWrite: null, firstRead: null, lastRead: null };
  clusters.set(value, cluster);
  return cluster;
}

/** Keeps a read if it ends first or, as they come in order of invocation, begins last of all: others say nothing more. */
export function noteRead(cluster: ValueCluster, read: Touch): void {
  if (!cluster.firstRead || read.completedNs < cluster.firstRead.completedNs) cluster.firstRead = read;
  cluster.lastRead = read;
}
