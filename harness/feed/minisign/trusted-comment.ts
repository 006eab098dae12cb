/** What Tauri writes into a trusted comment, parted by tabs; null for what it does not say. */
export interface TrustedComment {
  /** Seconds since 1970. */
  readonly timestampS: number | null;
  readonly file: string | null;
  /** The version that was signed for; older command lines do not write it. */
  readonly version: string | null;
}

/** Reads `timestamp:…⇥file:…⇥version:…`; of a field that is there twice, the first counts, as it does for a client. */
export function readTrustedComment(comment: string): TrustedComment {
  const fields = comment.split('\t');
  const valueOf = (name: string): string | null =>
    fields.find((field) => field.startsWith(`${name}:`))?.slice(name.length + 1) ?? null;
  const timestamp = valueOf('timestamp');
  return {
    timestampS: timestamp !== null && /^\d{1,12}$/u.test(timestamp) ? Number(timestamp) : null,
    file: valueOf('file'),
    version: valueOf('version'),
  };
}
