import type { Scenario } from '../scenario/scenario.ts';
import type { Interruption } from './interruption.ts';
import type { OptionName, Options } from './options.ts';

/** What the process was given, read once. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  /** Where the user stands. */
  readonly directory: string;
  /** The folder of package.json. */
  readonly projectRoot: string;
  readonly version: string;
  readonly scenarios: readonly Scenario[];
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether stdout takes colours. */
  readonly colour: boolean;
  /** A line for people, on stderr. */
  readonly say: (line: string) => void;
}

/** What a command is run with. */
export interface Invocation {
  readonly options: Options;
  /** The words that are no options. */
  readonly words: readonly string[];
  readonly surroundings: Surroundings;
  readonly stop: Interruption;
}

/** One command: how it is called, and what it does. */
export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** The words it takes beside options, as `<run>` or `[scenario...]`, and what they mean. */
  readonly words?: readonly [form: string, help: string];
  readonly options: readonly OptionName[];
  /** What its help says after the options. */
  readonly notes?: () => string;
  /** Has nothing to clean up: Ctrl-C ends it as it ends any program, also in the midst of a computation. */
  readonly endsAtOnce?: true;
  /** Resolves with the exit code. */
  readonly run: (invocation: Invocation) => Promise<number>;
}
