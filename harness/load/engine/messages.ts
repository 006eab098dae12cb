/** What a thread tells. */
export type ThreadNews =
  | { readonly kind: 'ready' }
  /** The machine gives it no more sockets, by the code of the system: it offers nothing more. */
  | { readonly kind: 'exhausted'; readonly code: string }
  | ThreadReport;

/** What came of its part of a load, once a second and at its end. */
export interface ThreadReport {
  readonly kind: 'report';
  /** Samples, as `SampleBatch` keeps them. */
  readonly samples: Uint32Array<ArrayBuffer>;
  /** All arrivals that were due before this second are over. */
  readonly settledBefore: number;
  /** Since the report before. */
  readonly gauges: ThreadGauges;
  readonly failures: readonly LoadFailure[];
  readonly isLast: boolean;
}

/** How a thread fared since its last report. */
export interface ThreadGauges {
  /** The second in which the report was made. */
  readonly second: number;
  /** The most arrivals that waited for a connection, and that were in flight. */
  readonly waitingMax: number;
  readonly inFlightMax: number;
  /** Processor time used over time gone by, 1 for a whole core. */
  readonly cpuShare: number;
  /** 90th and 99th percentile of the time by which the event loop was late. */
  readonly loopLagMsP90: number;
  readonly loopLagMsP99: number;
}

/** An exchange that went wrong, secrets still in it. */
export interface LoadFailure {
  readonly call: number;
  readonly user: number;
  readonly what: string;
  /** The status line's number and the body, cut; empty without an answer. */
  readonly answer: string;
}

/** What a thread is told while it runs. */
export type ThreadOrder =
  /** Begin, at this instant of CLOCK_MONOTONIC. */
  | { readonly kind: 'begin'; readonly originNs: bigint }
  | { readonly kind: 'stop' }
  /** From now on a user's calls are these: its token was refreshed. */
  | { readonly kind: 'replace'; readonly user: number; readonly requests: readonly Uint8Array[] };
