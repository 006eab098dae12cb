import { z } from 'zod';

/** What an operation has that has no more to say. */
export const nothing = z.object({});

/** What is recorded of loads, and of searches that offer them. */
export const loadVocabulary = {
  /** A load began: what is offered. Has no invocation; its key is the load's name. */
  load: {
    input: z.object({
      load: z.string(),
      /** In words. */
      arrivals: z.string(),
      closed: z.boolean(),
      /** Whether its rate is meant to stay the same. */
      steady: z.boolean(),
      /** What it must keep, as `p99<250ms`, where that is not said by the scenario. */
      slos: z.array(z.string()),
      offered: z.number(),
      /** How the rate goes, in calls a second: in each phase from one to the other; none were recorded by old versions. */
      phases: z
        .array(z.object({ fromPerSecond: z.number(), toPerSecond: z.number(), durationMs: z.number() }))
        .default([]),
      durationMs: z.number(),
      warmUpMs: z.number(),
      connections: z.number(),
      users: z.number(),
      threads: z.number(),
      mix: z.record(z.string(), z.number()),
    }),
    output: nothing,
  },
  /** What one second of a load was like for one operation, one replica (the event's) and one class of answers. Has no invocation; its key is the operation. */
  'load-latency': {
    input: z.object({
      load: z.string(),
      /** Since the load began, by due time. */
      second: z.number(),
      operation: z.string(),
      answer: z.enum(['1xx', '2xx', '3xx', '4xx', '5xx', 'none']),
      /** Whether the answer passed its checks. */
      right: z.boolean(),
      count: z.number(),
      /** HDR histograms (V2, base64) in µs: from the due time, and from sending. */
      latency: z.string(),
      service: z.string(),
    }),
    output: nothing,
  },
  /** How a second of a load was offered. Has no invocation. */
  'load-offer': {
    input: z.object({
      load: z.string(),
      second: z.number(),
      due: z.number(),
      sent: z.number(),
      missed: z.number(),
      answered: z.number(),
      waitingMax: z.number(),
      inFlightMax: z.number(),
      sendLagUsP99: z.number(),
      sendLagUsMax: z.number(),
      /** Of the generator's busiest thread, 1 for a whole core. */
      cpuShare: z.number(),
      loopLagMsP99: z.number(),
      /** Of old versions there is none. */
      loopLagMsP90: z.number().optional(),
    }),
    output: nothing,
  },
  /** A load was stopped before its end, on purpose: what was due from this second on was not waited for. Has no invocation. */
  'load-stop': {
    input: z.object({ load: z.string(), second: z.number(), why: z.string() }),
    output: nothing,
  },
  /** A bounded sample of exchanges that were wrong, cleaned of secrets. Has no invocation; its key is the operation. */
  'load-failure': {
    input: z.object({
      load: z.string(),
      operation: z.string(),
      what: z.string(),
      request: z.string(),
      response: z.string(),
    }),
    output: nothing,
  },
  /** A search for the highest rate that keeps the objectives began. Has no invocation. */
  search: {
    input: z.object({
      replicas: z.number(),
      /** How many cores each replica may use; null for no quota. */
      quotaCores: z.number().nullable(),
      slos: z.array(z.string()),
      /** The rate that is planned for, in calls a second; null when nobody said so. */
      neededPerSecond: z.number().nullable(),
      /** What bounds the search, in calls a second. */
      startPerSecond: z.number(),
      floorPerSecond: z.number(),
      ceilingPerSecond: z.number(),
      tolerance: z.number(),
      confirmations: z.number(),
      mostFailedConfirmations: z.number(),
      deadlineMs: z.number().nullable(),
    }),
    output: nothing,
  },
  /** A load that a search offered is over. Has no invocation; its key is the load's name. */
  trial: {
    input: z.object({
      load: z.string(),
      ratePerSecond: z.number(),
      purpose: z.enum(['double', 'halve', 'bisect', 'confirm']),
      tookMs: z.number(),
      /** The cores that each program used meanwhile, and may use at the most; null where nobody told. */
      parts: z
        .array(z.object({ name: z.string(), coresUsed: z.number(), quotaCores: z.number().nullable() }))
        .nullable(),
      /** How many cores the machine has, and how much of them all was used, 0 to 1; null where nobody told. */
      machine: z.object({ cores: z.number(), share: z.number() }).nullable(),
    }),
    output: nothing,
  },
} as const;
