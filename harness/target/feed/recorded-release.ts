import { z } from 'zod';
import { HarnessError } from '../../errors.ts';
import type { ListedAsset } from '../../feed/record.ts';

const Asset = z.object({
  name: z.string(),
  size: z.number().int().nonnegative(),
  browser_download_url: z.string(),
  digest: z.string().nullish(),
  /** Other than `uploaded` where an upload broke off: such an asset cannot be had. */
  state: z.string().optional(),
});

const Release = z.object({
  assets: z.array(Asset),
  draft: z.boolean().default(false),
  prerelease: z.boolean().default(false),
  published_at: z.string().nullish(),
});
type Release = z.infer<typeof Release>;

const Recorded = z.union([Release, z.array(Release)]);

/**
 * The assets of a release as GitHub's API tells them, by name; of several releases those of the newest that is neither draft nor
 * prerelease, as `/releases/latest/` chooses. Throws BAD_INPUT when `text`, which came from `path`, is no such answer.
 */
export function assetsOf(text: string, path: string): readonly ListedAsset[] {
  const parsed = Recorded.safeParse(jsonOf(text));
  if (!parsed.success) throw notListing(path);
  const release = Array.isArray(parsed.data) ? newestOf(parsed.data) : parsed.data;
  if (release === undefined) {
    throw new HarnessError('BAD_INPUT', `${path} lists no release but drafts and prereleases: publish one.`);
  }
  return release.assets
    .filter(({ state }) => state === undefined || state === 'uploaded')
    .map(({ name, size, browser_download_url: url, digest }) => ({
      name,
      bytes: size,
      sha256: sha256Of(digest),
      url,
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** What is thrown of a path that is neither a folder nor a recorded release. */
export const notListing = (path: string): HarnessError =>
  new HarnessError(
    'BAD_INPUT',
    `${path} is no release listing: give a folder of release assets, or what GitHub answers to GET /repos/<owner>/<name>/releases/latest.`,
  );

/** Without dates the first, as GitHub lists the newest first. */
function newestOf(releases: readonly Release[]): Release | undefined {
  return releases
    .filter(({ draft, prerelease }) => !draft && !prerelease)
    .toSorted((one, other) => publishedMs(other) - publishedMs(one))[0];
}

const publishedMs = ({ published_at: at }: Release): number => Date.parse(at ?? '') || 0;

const sha256Of = (digest: string | null | undefined): string | null =>
  /^sha256:([0-9a-f]{64})$/iu.exec(digest ?? '')?.[1]?.toLowerCase() ?? null;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Undefined fits no schema.
    return undefined;
  }
}
