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
    replicas: placement.upstreams.map((address) => ({ address })),
    countEvery: plan.upstreamHealth === 'count',
    streamBuffering: plan.streamBuffering ? 'on' : 'off',
    streamHttpVersion: plan.streamHttpVersion,
    streamReadTimeoutS: plan.streamReadTimeoutS,
  };
  return mustache.render(template, view, {}, { escape: String });
}

/** The settings that decide a verdict, in words, for `run.json`. */
export function effectiveSettings(plan: ProxyPlan): string {
  const { upstreamHealth, streamBuffering, streamHttpVersion, streamReadTimeoutS } = plan;
  return [
    'zone replicas 64k',
    upstreamHealth === 'count' ? 'max_fails=0' : 'max_fails=1 fail_timeout=10s',
    `stream: proxy_buffering ${streamBuffering ? 'on' : 'off'}`,
    `proxy_http_version ${streamHttpVersion}`,
    `proxy_read_timeout ${streamReadTimeoutS}s`,
  ].join('; ');
}
