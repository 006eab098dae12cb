import { printable } from './printable.ts';
import type { FeedClient, FeedQuestion } from './record.ts';

/** Which rules a client has: those of the plugin 2.0.x, or today's. */
export type Generation = 'older' | 'newer';

/** What a client asks when it tries an endpoint. */
export interface ResolvedEndpoint {
  readonly kind: 'url';
  readonly url: string;
  /** What stands between `{{` and `}}` and is no variable of this client: it is sent as it stands. */
  readonly unknownVariables: readonly string[];
  readonly isHttps: boolean;
}

/** What no client can ask, in a sentence. */
export interface EndpointProblem {
  readonly kind: 'problem';
  readonly what: string;
}

/** Who asks. */
export interface Asking {
  readonly client: FeedClient;
  /** Null asks as the oldest client there could be. */
  readonly currentVersion: string | null;
  readonly generation: Generation;
}

/** What is asked for when nobody says what is installed. */
const OLDEST_VERSION = '0.0.0';

/** The url that a client makes of an endpoint's template; as in the client, braces of a path are percent-encoded before they are replaced. */
export function resolveEndpoint(template: string, asking: Asking): ResolvedEndpoint | EndpointProblem {
  const parsed = URL.parse(template);
  if (parsed === null)
    return { kind: 'problem', what: `'${printable(template)}' is no url: write one as https://…` };
  const filled = Object.entries(variablesOf(asking)).reduce(
    (url, [name, value]) =>
      url.replaceAll(`%7B%7B${name}%7D%7D`, () => value).replaceAll(`{{${name}}}`, () => value),
    parsed.href,
  );
  const url = URL.parse(filled);
  if (url === null) return { kind: 'problem', what: `'${printable(filled)}' is no url` };
  return {
    kind: 'url',
    url: url.href,
    unknownVariables: [...filled.matchAll(/(?:%7B%7B|\{\{)(?<name>.*?)(?:%7D%7D|\}\})/gu)].map((found) =>
      printable(found.groups?.['name'] ?? ''),
    ),
    isHttps: url.protocol === 'https:',
  };
}

function variablesOf({ client, currentVersion, generation }: Asking): Readonly<Record<string, string>> {
  const known = {
    current_version: (currentVersion ?? OLDEST_VERSION).replaceAll('+', '%2B'),
    target: client.os,
    arch: client.arch,
  };
  // The older ones know nothing of bundles, and send the braces.
  return generation === 'older' ? known : { ...known, bundle_type: client.bundle ?? 'unknown' };
}

/** Every url that some client of the question asks for, each once, in the order in which clients try them. */
export function manifestUrls(question: FeedQuestion): string[] {
  const { endpoints, clients, currentVersion } = question;
  const generations: readonly Generation[] = ['newer', 'older'];
  const urls = endpoints.flatMap((template) =>
    clients.flatMap((client) =>
      generations.map((generation) => resolveEndpoint(template, { client, currentVersion, generation })),
    ),
  );
  return [...new Set(urls.flatMap((resolved) => (resolved.kind === 'url' ? resolved.url : [])))];
}
