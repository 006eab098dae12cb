import { printable } from '../printable.ts';
import type { FeedFetch } from '../record.ts';
import { lagsOf, type MirrorLag } from './lags.ts';
import { type Served, servedFiles, THE_FEED } from './served.ts';

/** What a mirror served of a file without a change, from its first to its last such answer. */
interface MirrorSpan {
  readonly mirror: string;
  readonly file: string;
  readonly served: string;
  readonly fromNs: number;
  readonly toNs: number;
  readonly answers: number;
}

/** Whether mirrors are one. `unknown` only where nothing is known to be mixed. */
export interface MirrorJudgement {
  readonly verdict: 'consistent' | 'mixed' | 'unknown';
  /** Who was behind, since when, how long. */
  readonly lags: readonly MirrorLag[];
  readonly spans: readonly MirrorSpan[];
  /** What keeps it from being judged, a clause each. */
  readonly gaps: readonly string[];
  readonly mirrors: readonly string[];
  /** How many answers were compared. */
  readonly answers: number;
}

/** Compares what mirrors served over time; the feed itself is one of them where it serves the same files. */
export function compareMirrors(fetches: readonly FeedFetch[]): MirrorJudgement {
  const served = servedFiles(fetches);
  const asked = new Set(fetches.flatMap(({ mirror }) => (mirror === null ? [] : printable(mirror))));
  const mirrors = [...asked, ...(served.some(({ mirror }) => mirror === THE_FEED) ? [THE_FEED] : [])];
  const files = [...Map.groupBy(served, ({ file }) => file).values()];
  const lags = files.flatMap(lagsOf);
  const gaps = gapsOf(mirrors, asked, files);
  const calm = gaps.length === 0 ? 'consistent' : 'unknown';
  return {
    verdict: lags.length > 0 ? 'mixed' : calm,
    lags,
    spans: files.flatMap((file) => [...Map.groupBy(file, ({ mirror }) => mirror).values()].flatMap(spansOf)),
    gaps,
    mirrors,
    answers: served.length,
  };
}

function gapsOf(
  mirrors: readonly string[],
  asked: ReadonlySet<string>,
  files: readonly Served[][],
): string[] {
  if (asked.size === 0) return ['no mirror was asked'];
  if (mirrors.length < 2) return ['there is one mirror, and nothing to compare it with'];
  return files.length === 0
    ? ['no mirror ever answered']
    : files.flatMap((served) => [
        ...silentMirrors(mirrors, served),
        ...nothingServed(served),
        ...unsettled(served),
      ]);
}

function silentMirrors(mirrors: readonly string[], served: readonly Served[]): string[] {
  const file = served[0]?.file ?? '';
  return mirrors
    .filter((mirror) => !served.some((one) => one.mirror === mirror))
    .map((mirror) => `${mirror} never answered for ${file}`);
}

/** Whose last answer was another than the newest: as nobody was behind, it came before that was seen, and may be the same by now. */
function unsettled(served: readonly Served[]): string[] {
  const newest = served.at(-1);
  if (newest === undefined || lagsOf(served).length > 0) return [];
  return [...Map.groupBy(served, ({ mirror }) => mirror).values()]
    .flatMap((own) => own.at(-1) ?? [])
    .filter(({ what }) => what !== newest.what)
    .map(
      ({ mirror, file }) =>
        `${mirror} was not asked for ${file} again after ${newest.mirror} served ${newest.what}`,
    );
}

/** Mirrors that agree on having nothing show nothing. */
const nothingServed = (served: readonly Served[]): string[] =>
  served.every(({ sha256 }) => sha256 === null) ? [`no mirror has ${served[0]?.file ?? ''}`] : [];

function spansOf(served: readonly Served[]): MirrorSpan[] {
  const spans: MirrorSpan[] = [];
  for (const { mirror, file, what, atNs } of served) {
    const last = spans.at(-1);
    if (last?.served === what) spans[spans.length - 1] = { ...last, toNs: atNs, answers: last.answers + 1 };
    else spans.push({ mirror, file, served: what, fromNs: atNs, toNs: atNs, answers: 1 });
  }
  return spans;
}
