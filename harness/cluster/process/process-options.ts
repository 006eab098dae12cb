import type { Session } from '../session/session.ts';

/** What the process driver works with. */
export interface ProcessDriverOptions {
  readonly session: Session;
  /** A shell command that serves CONTRACT.md in the reference backend's place; null for the reference backend. */
  readonly backendCommand: string | null;
  /** What the user's own command inherits, and where it runs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** The folder of package.json. */
  readonly projectRoot: string;
}
