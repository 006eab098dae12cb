import { z } from 'zod';
import { MODELS } from '../checkers/models/models.ts';
import { LIMITER_KINDS } from '../checkers/rate-limit/rate.ts';
import { DEFAULT_SETTINGS } from '../cluster/topology.ts';
import { FORMATS } from '../history/recorded/formats.ts';
import { CAPACITY_OPTIONS, MOST_REPLICAS } from './capacity-options.ts';
import { FEED_OPTIONS } from './feed-options.ts';
import { LOAD_OPTIONS } from './load-options.ts';
import { POLICIES } from './model-options.ts';
import {
  duration,
  flag,
  many,
  nameIn,
  type OptionRow,
  perSecond,
  text,
  url,
  whole,
} from './option-values.ts';

const SETTING_NAMES = Object.keys(DEFAULT_SETTINGS);
const setting = z
  .string()
  .regex(/^[A-Z_]+=\d+$/u, 'must be NAME=NUMBER, as RATE_LIMIT=600')
  .refine(
    (given) => SETTING_NAMES.includes(given.split('=')[0] ?? ''),
    `must name one of ${SETTING_NAMES.join(', ')}`,
  );

/** Every option of every command, once. */
export const OPTIONS = {
  driver: {
    flag: '--driver <name>',
    help: 'auto, docker or process: what replicas, Redis and Nginx run as',
    schema: z
      .enum(['auto', 'docker', 'process'], { error: 'must be auto, docker or process' })
      .default('auto'),
    fallback: 'auto',
  },
  replicas: {
    flag: '--replicas <n>',
    help: 'how many replicas',
    schema: whole(2, MOST_REPLICAS).default(3),
    fallback: '3',
  },
  seed: {
    flag: '--seed <hex>',
    help: 'makes the same choices again (printed by every run)',
    schema: z
      .string()
      .regex(/^[0-9a-f]{1,8}$/u, 'must be one to eight hex digits')
      .nullable()
      .default(null),
    fallback: 'drawn',
  },
  only: {
    flag: '--only <scenario...>',
    help: 'run only these scenarios',
    schema: many(z.string()),
    fallback: 'all',
  },
  sabotage: {
    flag: '--sabotage <name>',
    help: 'plant a known fault, which the run must find (`lockstep list` names them)',
    schema: text,
  },
  runs: {
    flag: '--runs <n>',
    help: 'how often each scenario is run healthy, and with each sabotage',
    schema: whole(1, 10_000).default(1),
    fallback: '1',
  },
  nemesis: {
    flag: '--nemesis <kind>',
    help: 'random: run what draws its faults and their targets from the seed',
    schema: z.enum(['random'], { error: 'must be random' }).nullable().default(null),
  },
  behind: {
    flag: '--behind <rate>',
    help: 'offer so many calls a second behind every stage, faults or not; the report shows what they met',
    schema: perSecond.nullable().default(null),
  },
  keep: { flag: '--keep', help: 'leave the last cluster up until Ctrl-C', schema: flag },
  fix: {
    flag: '--fix',
    help: 'install what the process driver lacks, through the system’s package manager',
    schema: flag,
  },
  quiet: { flag: '--quiet', help: 'say nothing when nothing is missing', schema: flag },
  json: { flag: '--json', help: 'print the result as JSON', schema: flag },
  out: {
    flag: '--out <folder>',
    help: 'where run folders go',
    schema: z.string().min(1, 'must not be empty').default('reports'),
    fallback: 'reports',
  },
  port: {
    flag: '--port <n>',
    help: 'port of the balancer on 127.0.0.1',
    schema: whole(1, 65_535).nullable().default(null),
    fallback: 'any free one',
  },
  backend: {
    flag: '--backend <command>',
    help: 'a command that serves the wire contract, in the reference backend’s place (process driver)',
    schema: text,
  },
  backendImage: {
    flag: '--backend-image <image>',
    help: 'an image that serves the wire contract, in the reference backend’s place (docker driver)',
    schema: text,
  },
  target: {
    flag: '--target <url>',
    help: 'judge a deployment that already runs, by the address of its balancer',
    schema: url.nullable().default(null),
  },
  replica: {
    flag: '--replica <url...>',
    help: 'with --target: the addresses of its replicas, past the balancer',
    schema: many(url),
  },
  setting: {
    flag: '--setting <name=number...>',
    help: 'with --target: how it is configured, where that is not the contract’s default (RATE_LIMIT=600)',
    schema: many(setting),
  },
  streamReadTimeout: {
    flag: '--stream-read-timeout <seconds>',
    help: 'with --target: proxy_read_timeout of its event streams',
    schema: whole(1, 3600).default(60),
    fallback: '60',
  },
  passwordEnv: {
    flag: '--password-env <name>',
    help: 'the environment variable that holds the seeded users’ password (needed with --target)',
    schema: z.string().min(1, 'must not be empty').default('LOCKSTEP_PASSWORD'),
    fallback: 'LOCKSTEP_PASSWORD',
  },
  model: {
    flag: '--model <name>',
    help: 'what the system of a recorded history is held to be',
    schema: nameIn(MODELS).nullable().default(null),
  },
  format: {
    flag: '--format <name>',
    help: 'ndjson (an event a line), jepsen-log or edn: how a recorded history is written',
    schema: nameIn(FORMATS).default('ndjson'),
    fallback: 'ndjson',
  },
  deadline: {
    flag: '--deadline <time>',
    help: 'how long a search for a linearization may take before it is unknown',
    schema: duration.default(60_000),
    fallback: '60s',
  },
  limit: {
    flag: '--limit <n>',
    help: 'rate-limit: how many calls are admitted in a window; the size of the bucket',
    schema: whole(1, 1_000_000_000).nullable().default(null),
  },
  window: {
    flag: '--window <time>',
    help: 'rate-limit: the length of the window, as 60 (seconds) or 500ms; how long the bucket takes to fill',
    schema: duration.nullable().default(null),
  },
  kind: {
    flag: '--kind <name>',
    help: 'rate-limit: fixed-window, sliding-log, sliding-counter or token-bucket',
    schema: nameIn(LIMITER_KINDS).nullable().default(null),
  },
  delta: {
    flag: '--delta <time>',
    help: 'time-to-revocation, fail-closed: how long an old answer may live',
    schema: duration.nullable().default(null),
  },
  base: {
    flag: '--base <n>',
    help: 'token-version: the version of a user who was never kicked',
    schema: whole(0, 1_000_000_000).nullable().default(null),
  },
  grace: {
    flag: '--grace <time>',
    help: 'refresh-family: how long after its rotation a token may be used once more',
    schema: duration.nullable().default(null),
  },
  recoverWithin: {
    flag: '--recover-within <time>',
    help: 'fail-closed: how soon every replica must work again after a heal',
    schema: duration.nullable().default(null),
  },
  minAvailability: {
    flag: '--min-availability <share>',
    help: 'availability: the least share of requests that get an answer, as 0.999',
    schema: z.coerce
      .number({ error: 'must be a share from 0 to 1, as 0.999' })
      .min(0, 'must be a share from 0 to 1, as 0.999')
      .max(1, 'must be a share from 0 to 1, as 0.999')
      .nullable()
      .default(null),
  },
  maxGap: {
    flag: '--max-gap <time>',
    help: 'availability: how long a session or a replica may be without an answer',
    schema: duration.nullable().default(null),
  },
  policy: {
    flag: '--policy <name...>',
    help: `what else the system promises: ${Object.keys(POLICIES).join(', ')}`,
    schema: many(nameIn(POLICIES)),
  },
  imageNginx: { flag: '--image-nginx <image>', help: 'the docker driver’s Nginx image', schema: text },
  imageRedis: { flag: '--image-redis <image>', help: 'the docker driver’s Redis image', schema: text },
  imageNode: { flag: '--image-node <image>', help: 'the docker driver’s Node image', schema: text },
  ...LOAD_OPTIONS,
  ...CAPACITY_OPTIONS,
  ...FEED_OPTIONS,
} as const satisfies Readonly<Record<string, OptionRow>>;

/** The options that say what runs and where. */
export const DRIVER_OPTIONS = ['driver', 'imageNginx', 'imageRedis', 'imageNode'] as const;
export const CLUSTER_OPTIONS = [...DRIVER_OPTIONS, 'replicas', 'port', 'backend', 'backendImage'] as const;
export const MODEL_OPTIONS = [
  'model',
  'format',
  'deadline',
  'kind',
  'limit',
  'window',
  'delta',
  'base',
  'grace',
  'recoverWithin',
  'minAvailability',
  'maxGap',
  'policy',
] as const;
export const TARGET_OPTIONS = ['target', 'replica', 'setting', 'streamReadTimeout', 'passwordEnv'] as const;

export type OptionName = keyof typeof OPTIONS;
export type Options = { readonly [Name in OptionName]: z.infer<(typeof OPTIONS)[Name]['schema']> };

/** The environment variable of an option: `backendImage` is `LOCKSTEP_BACKEND_IMAGE`. */
export const variableOf = (name: string): string =>
  `LOCKSTEP_${name.replaceAll(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase()}`;
