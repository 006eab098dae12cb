/** What went wrong on our side, as a code that callers compare; messages are for people. */
export const EXIT = {
  valid: 0,
  invalid: 1,
  unknown: 2,
  badInput: 254,
  harnessFailed: 255,
  interrupted: 130,
} as const;

const EXIT_BY_CODE = {
  /** An argument, environment variable or config file that cannot be used. */
  BAD_INPUT: EXIT.badInput,
  /** A part the run needs (nginx, redis-server, an image, an engine) is missing or refuses to start. */
  MISSING_PART: EXIT.badInput,
  /** The system under test did not come up: a broken command, a refused connection, an early exit. */
  CLUSTER_START: EXIT.badInput,
  /** A saved run or history that cannot be read. */
  BAD_RUN: EXIT.badInput,
  /** The user asked to stop. */
  INTERRUPTED: EXIT.interrupted,
  /** A defect of the harness. */
  INTERNAL: EXIT.harnessFailed,
} as const;

export type HarnessErrorCode = keyof typeof EXIT_BY_CODE;

/** A failure of the bench, never of the system under test; the message ends with the next step. */
export class HarnessError extends Error {
  readonly code: HarnessErrorCode;

  constructor(code: HarnessErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HarnessError';
    this.code = code;
  }
}

/** The process exit code for whatever was thrown. */
export function exitCodeOf(error: unknown): number {
  return error instanceof HarnessError ? EXIT_BY_CODE[error.code] : EXIT.harnessFailed;
}

/** The harness's own error inside of what was thrown: the reason of an abort, what disposal suppressed; else what was thrown. */
export function harnessErrorIn(thrown: unknown): unknown {
  for (
    let error = thrown;
    error instanceof Error;
    error = error instanceof SuppressedError ? error.suppressed : error.cause
  ) {
    if (error instanceof HarnessError) return error;
  }
  return thrown;
}

/** The message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
