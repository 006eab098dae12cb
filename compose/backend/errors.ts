/** An answer that is not a success: what the error handler turns into the envelope. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    options: { readonly message: string; readonly headers?: Readonly<Record<string, string>> },
  ) {
    super(options.message);
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? {};
  }
}

/** Redis did not answer, or answered with an error: nothing is known about what was asked of it. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** The process cannot start as it was configured; the message is one sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The one answer to a token that is missing, wrong, dead, or cannot be checked. */
export function unauthorized(): ApiError {
  return new ApiError(401, 'UNAUTHORIZED', { message: 'A valid token is required.' });
}

/** The answer to a body or parameter that is not as the contract says. */
export function invalidFormat(message: string): ApiError {
  return new ApiError(400, 'INVALID_FORMAT', { message });
}

/** The answer to a thing that is not there, or is somebody else's. */
export function notFound(message: string): ApiError {
  return new ApiError(404, 'NOT_FOUND', { message });
}

/** A header value in whole seconds, rounded up, so that a client that waits so long never comes early. */
export function wholeSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}
