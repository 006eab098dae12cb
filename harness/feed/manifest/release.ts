/** What a manifest announces. */
export interface Release {
  /** Without leading `v`. */
  readonly version: string;
  readonly pubDate: string | null;
  readonly files: ReleaseFiles;
}

/** The static form has an entry for each platform, the dynamic form is one for whoever asked. */
export type ReleaseFiles =
  | { readonly form: 'static'; readonly platforms: Readonly<Record<string, PlatformEntry>> }
  | { readonly form: 'dynamic'; readonly entry: PlatformEntry };

/** Where the update is, and its signature as it stands in the manifest. */
export interface PlatformEntry {
  readonly url: string;
  readonly signature: string;
}
