import { manifestUrls } from '../../feed/endpoint.ts';
import type { FeedQuestion } from '../../feed/record.ts';

/** Where a mirror has a file of the feed. */
export interface Mirrored {
  readonly mirror: string;
  readonly url: string;
}

/** Where mirrors have the manifests of a feed: below their own address as the manifests are below what the endpoints begin with. */
export function mirroredManifests(question: FeedQuestion, mirrors: readonly string[]): Mirrored[] {
  const begins = question.endpoints.map(beginOf);
  const paths = manifestUrls(question).flatMap((url) => {
    const begin = begins.find((one) => url.startsWith(one));
    return begin === undefined ? [] : url.slice(begin.length);
  });
  return mirrors.flatMap((mirror) => {
    const base = mirror.replace(/\/*$/u, '/');
    return [...new Set(paths)].map((path) => ({ mirror, url: `${base}${path}` }));
  });
}

/** What all urls of a template have in common, up to a slash. */
const beginOf = (template: string): string =>
  template.slice(0, template.split('{{')[0]?.lastIndexOf('/')).concat('/');
