/** One second of a load, by due time: what came of the arrivals that were due in it, and how it was offered. */
export interface LoadSecond {
  /** Since the load began. */
  readonly second: number;
  readonly due: number;
  /** Sent, be it later. */
  readonly sent: number;
  /** Never sent, for want of a connection. */
  readonly missed: number;
  /** Answered, rightly or not. */
  readonly answered: number;
  /** How long after its due time a request was sent: 99th percentile and maximum, in µs. */
  readonly sendLagUsP99: number;
  readonly sendLagUsMax: number;
  /** The most arrivals that waited for a connection, and that were in flight, in any thread. */
  readonly waitingMax: number;
  readonly inFlightMax: number;
  /** Processor time of the busiest thread, 1 for a whole core; and by how much its event loop was late. */
  readonly cpuShare: number;
  readonly loopLagMsP90: number;
  readonly loopLagMsP99: number;
  readonly latencies: readonly LatencySlice[];
}

/** The arrivals of a second that are alike in all but time. */
export interface LatencySlice {
  readonly operation: string;
  /** By its own word; null for a name that is not known, and without an answer. */
  readonly replica: string | null;
  readonly answer: AnswerClass;
  readonly right: boolean;
  readonly count: number;
  /** HDR histograms in µs: from the due time, and from sending. */
  readonly latency: string;
  readonly service: string;
}

type AnswerClass = (typeof ANSWER_CLASSES)[number];

/** By the first digit of the status; 0 stands for no answer. */
export const ANSWER_CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;
