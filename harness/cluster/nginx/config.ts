import { readFile } from 'node:fs/promises';
import mustache from 'mustache';
import type { ProxyPlan } from '../topology.ts';

export interface NginxPlacement {
  /** `host:port` or `port`, as the `listen` directive takes it. */
  readonly listen: string;
  /** `host:port` of each replica, in order. Fixed: Nginx resolves names once, at start. */
  readonly upstreams: readonly string[];
  /** Where the access log goes: a file; `/dev/stdout` where stdout can be opened (it is no socket). */
  readonly accessLog: string;
  /** A folder Nginx may write its pid and temporary files to. */
  readonly directory: string;
  /** Whom the workers run as; null leaves Nginx's default. */
  readonly user: string | null;
}

const TEMPLATE = new URL('../../../compose/nginx/nginx.conf.mustache', import.meta.url);

/** The text of `nginx.conf` for a plan and a place. */
export async function renderNginxConfig(plan: ProxyPlan, placement: NginxPlacement): Promise<string> {
  const template = await readFile(TEMPLATE, 'utf8');
  const view = {
    ...placement,
    replicas: placement.upstreams.map((address, index) => ({
      address,
      unused: plan.balancing === 'without-last' && index === placement.upstreams.length - 1,
    })),
    countEvery: plan.upstreamHealth === 'count',
    byAddress: plan.balancing === 'by-address',
    retryEverything: plan.retries === 'everything',
    idleUpstreamS: plan.idleUpstreamS,
    loggedPath: plan.logQuery ? '$request' : '$uri',
    streamBuffering: plan.streamBuffering ? 'on' : 'off',
    streamHttpVersion: plan.streamHttpVersion,
    streamReadTimeoutS: plan.streamReadTimeoutS,
  };
  return mustache.render(template, view, {}, { escape: String });
}

const BALANCING = {
  turns: 'round robin',
  'by-address': 'ip_hash',
  'without-last': 'round robin, the last server down',
} as const;

/** The settings that decide a verdict, in words, for `run.json`. */
export function effectiveSettings(plan: ProxyPlan): string {
  return [
    'zone replicas 64k',
    BALANCING[plan.balancing],
    plan.upstreamHealth === 'count' ? 'max_fails=0' : 'max_fails=1 fail_timeout=10s',
    `proxy_next_upstream ${plan.retries === 'everything' ? 'error timeout http_5xx non_idempotent' : 'default'}`,
    `keepalive_timeout ${plan.idleUpstreamS}s to the replicas`,
    ...(plan.logQuery ? ['the access log has the query'] : []),
    `stream: proxy_buffering ${plan.streamBuffering ? 'on' : 'off'}`,
    `proxy_http_version ${plan.streamHttpVersion}`,
    `proxy_read_timeout ${plan.streamReadTimeoutS}s`,
  ].join('; ');
}
