import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { Published } from './release.ts';
import { trouble, type Trouble } from './trouble.ts';

/** A server that plays GitHub Releases, with one repository and one release. */
export interface GitHub extends AsyncDisposable {
  readonly url: string;
  /** Of a file of the newest release, whichever that is: an endpoint. */
  readonly latestUrl: (name: string) => string;
  /** Of a file of the release of a version. */
  readonly assetUrl: (version: string, name: string) => string;
  /** Puts a release in the place of the one before. */
  readonly publish: (published: Published) => void;
  /** Whatever redirect leads to it, this is what becomes of a file of that name; null makes it good again. */
  readonly trouble: (name: string, what: Trouble | null) => void;
  /** What GitHub's API tells of the release. */
  readonly recorded: () => unknown;
  /** Methods and paths, without queries, in the order in which they came. */
  readonly requests: readonly string[];
}

const REPOSITORY = '/acme/my-app';
const NOT_FOUND = {
  html: [
    'text/html; charset=utf-8',
    '<!DOCTYPE html>\n<html><title>Page not found · GitHub</title></html>\n',
  ],
  json: [
    'application/json; charset=utf-8',
    '{"message":"Not Found","documentation_url":"https://docs.github.com/rest","status":"404"}',
  ],
} as const;
/** Object stores give what is asked with leave, which the redirect to them carries. */
const LEAVE = 'sig=planted-signature';

/** Starts it, empty, on a port of its own. */
export async function startGitHub({ notFound }: { readonly notFound: 'html' | 'json' }): Promise<GitHub> {
  const requests: string[] = [];
  const troubles = new Map<string, Trouble>();
  let published: Published | null = null;
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://github.test');
    requests.push(`${request.method} ${pathname}`);
    const route = routeOf(pathname);
    const bytes = route === null ? undefined : published?.files.get(route.name);
    if (route?.at === 'latest' && published !== null) {
      redirect(
        response,
        `${REPOSITORY}/releases/download/v${published.version}/${encodeURIComponent(route.name)}`,
      );
    } else if (request.method !== 'GET' || route === null) {
      refuse(response, notFound);
    } else if (troubles.get(route.name)?.kind === 'redirect-loop') {
      trouble(response, Buffer.alloc(0), { kind: 'redirect-loop' });
    } else if (bytes === undefined || (route.at === 'download' && route.version !== published?.version)) {
      refuse(response, notFound);
    } else if (route.at === 'download') {
      redirect(response, `/store/${encodeURIComponent(route.name)}?${LEAVE}`);
    } else if (search !== `?${LEAVE}`) {
      response.writeHead(403).end();
    } else {
      serve(response, bytes, troubles.get(route.name));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const assetUrl = (version: string, name: string): string =>
    `${url}${REPOSITORY}/releases/download/v${version}/${encodeURIComponent(name)}`;
  return {
    url,
    assetUrl,
    latestUrl: (name) => `${url}${REPOSITORY}/releases/latest/download/${name}`,
    publish: (next) => {
      published = next;
    },
    trouble: (name, what) => {
      if (what === null) troubles.delete(name);
      else troubles.set(name, what);
    },
    recorded: () => recordedFrom(published, assetUrl),
    requests,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Route =
  | { readonly at: 'latest' | 'store'; readonly name: string }
  | { readonly at: 'download'; readonly version: string; readonly name: string };

function routeOf(pathname: string): Route | null {
  const latest = /^\/acme\/my-app\/releases\/latest\/download\/([^/]+)$/u.exec(pathname);
  if (latest !== null) return { at: 'latest', name: decodeURIComponent(latest[1] ?? '') };
  const store = /^\/store\/([^/]+)$/u.exec(pathname);
  if (store !== null) return { at: 'store', name: decodeURIComponent(store[1] ?? '') };
  const download = /^\/acme\/my-app\/releases\/download\/v([^/]+)\/([^/]+)$/u.exec(pathname);
  if (download === null) return null;
  return { at: 'download', version: download[1] ?? '', name: decodeURIComponent(download[2] ?? '') };
}

const redirect = (response: ServerResponse, location: string): void => {
  response.writeHead(302, { location, 'content-type': 'text/html; charset=utf-8' }).end();
};

function refuse(response: ServerResponse, kind: 'html' | 'json'): void {
  const [type, body] = NOT_FOUND[kind];
  response.writeHead(404, { 'content-type': type }).end(body);
}

/** As the object store: bytes are bytes, a manifest too. */
function serve(response: ServerResponse, bytes: Buffer, what: Trouble | undefined): void {
  if (what !== undefined) trouble(response, bytes, what);
  else {
    const headers = { 'content-type': 'application/octet-stream', 'content-length': bytes.length };
    response.writeHead(200, headers).end(bytes);
  }
}

const recordedFrom = (published: Published | null, assetUrl: GitHub['assetUrl']): unknown => ({
  tag_name: `v${published?.version}`,
  draft: false,
  prerelease: false,
  published_at: '2026-01-15T12:00:00Z',
  assets: [...(published?.files ?? [])].map(([name, bytes]) => ({
    name,
    size: bytes.length,
    state: 'uploaded',
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    browser_download_url: assetUrl(published?.version ?? '', name),
  })),
});
