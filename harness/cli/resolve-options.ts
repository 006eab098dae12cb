import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { HarnessError, messageOf } from '../errors.ts';
import { OPTIONS, type OptionName, type Options, variableOf } from './options.ts';

/** Where options come from, the later winning: the config file, the environment, the flags. */
export interface OptionSources {
  /** The path of a config file; null for `lockstep.config.json` if there is one. */
  readonly config: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

const DEFAULT_CONFIG = 'lockstep.config.json';

const { driver, replicas, seed, only, sabotage, nemesis, runs, keep, fix, quiet, json, out, port } = OPTIONS;
const { backend, backendImage } = OPTIONS;
const { model, format, deadline, kind, limit, window, delta, base, grace } = OPTIONS;
const { rate, duration, warmUp, arrivals, mix, slo, users, connections, threads } = OPTIONS;
const { feed, pubkey, targets, current, assets, mirror, watch } = OPTIONS;
const { replicaCounts, plannedRate, quota, trial, startRate, maxRate } = OPTIONS;
const { recoverWithin, minAvailability, maxGap, policy } = OPTIONS;
const { target, replica, setting, streamReadTimeout, passwordEnv, imageNginx, imageRedis, imageNode } =
  OPTIONS;

const schema = z.object({
  driver: driver.schema,
  replicas: replicas.schema,
  seed: seed.schema,
  only: only.schema,
  sabotage: sabotage.schema,
  nemesis: nemesis.schema,
  runs: runs.schema,
  keep: keep.schema,
  fix: fix.schema,
  quiet: quiet.schema,
  json: json.schema,
  out: out.schema,
  port: port.schema,
  backend: backend.schema,
  backendImage: backendImage.schema,
  target: target.schema,
  replica: replica.schema,
  setting: setting.schema,
  streamReadTimeout: streamReadTimeout.schema,
  passwordEnv: passwordEnv.schema,
  model: model.schema,
  format: format.schema,
  deadline: deadline.schema,
  limit: limit.schema,
  window: window.schema,
  kind: kind.schema,
  delta: delta.schema,
  base: base.schema,
  grace: grace.schema,
  recoverWithin: recoverWithin.schema,
  minAvailability: minAvailability.schema,
  maxGap: maxGap.schema,
  policy: policy.schema,
  rate: rate.schema,
  duration: duration.schema,
  warmUp: warmUp.schema,
  arrivals: arrivals.schema,
  mix: mix.schema,
  slo: slo.schema,
  behind: OPTIONS.behind.schema,
  engine: OPTIONS.engine.schema,
  abortOnSlo: OPTIONS.abortOnSlo.schema,
  users: users.schema,
  connections: connections.schema,
  threads: threads.schema,
  feed: feed.schema,
  pubkey: pubkey.schema,
  targets: targets.schema,
  current: current.schema,
  assets: assets.schema,
  mirror: mirror.schema,
  watch: watch.schema,
  replicaCounts: replicaCounts.schema,
  plannedRate: plannedRate.schema,
  quota: quota.schema,
  trial: trial.schema,
  startRate: startRate.schema,
  maxRate: maxRate.schema,
  imageNginx: imageNginx.schema,
  imageRedis: imageRedis.schema,
  imageNode: imageNode.schema,
});

/** The file's form: the options by name, and the images together. */
const file = z.strictObject({
  ...Object.fromEntries(Object.keys(OPTIONS).map((name) => [name, z.unknown().optional()])),
  images: z.strictObject({ nginx: z.string(), redis: z.string(), node: z.string() }).partial().optional(),
});

/** Resolves every option once, at the edge; gathers every problem before it throws one BAD_INPUT. */
export async function resolveOptions({ config, environment, flags }: OptionSources): Promise<Options> {
  const fromFile = await readConfig(config);
  const fromEnvironment = Object.fromEntries(
    Object.keys(OPTIONS).flatMap((name) => {
      const value = environment[variableOf(name)];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = schema.safeParse({ ...fromFile, ...fromEnvironment, ...flags });
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const origin = Object.hasOwn(flags, name)
      ? flagOf(name)
      : Object.hasOwn(fromEnvironment, name)
        ? variableOf(name)
        : `${name} in the config file`;
    return `${origin} ${issue.message}`;
  });
  throw new HarnessError('BAD_INPUT', `${[...new Set(problems)].join('; ')}. See \`lockstep help\`.`);
}

const isOption = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);
const flagOf = (name: string): string => (isOption(name) ? (OPTIONS[name].flag.split(' ')[0] ?? name) : name);

async function readConfig(path: string | null): Promise<Record<string, unknown>> {
  const from = path ?? DEFAULT_CONFIG;
  const text = await readFile(from, 'utf8').catch((cause: unknown) => {
    if (path === null) return null;
    throw new HarnessError(
      'BAD_INPUT',
      `The config file ${from} cannot be read: check the path given to --config.`,
      { cause },
    );
  });
  if (text === null) return {};
  const { images = {}, ...rest } = parseConfig(from, text);
  const named = { imageNginx: images.nginx, imageRedis: images.redis, imageNode: images.node };
  return { ...rest, ...Object.fromEntries(Object.entries(named).filter(([, image]) => image !== undefined)) };
}

function parseConfig(from: string, text: string): z.infer<typeof file> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HarnessError(
      'BAD_INPUT',
      `The config file ${from} is not JSON (${messageOf(cause)}): mend it.`,
      { cause },
    );
  }
  const parsed = file.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
  );
  throw new HarnessError(
    'BAD_INPUT',
    `The config file ${from} has a mistake (${problems.join('; ')}): its names are those of the options, as \`replicas\` or \`images.nginx\`.`,
  );
}
