/** Bytes [start, end) of a buffer that belongs to somebody else and is written again soon: copy what must last. */
export interface ByteRun {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What was said in a header that was asked for; `index` is the place among its known values. */
export type FieldValue =
  | { readonly kind: 'absent' }
  | { readonly kind: 'known'; readonly index: number; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** A whole response; it holds until the parser is told to expect or given the next bytes. */
export interface ParsedResponse {
  readonly status: number;
  /** Whether the connection may carry another request. */
  readonly keepAlive: boolean;
  /** What the wanted headers said, in the order in which they were wanted. */
  readonly wanted: readonly FieldValue[];
  /** Without chunk framing. */
  readonly body: ByteRun;
}

/** What a peer may send in answer to one request before it is taken for broken. */
export interface ResponseLimits {
  /** Of the status line with all headers; and again of all chunk extensions with the trailers. */
  readonly headBytes: number;
  readonly bodyBytes: number;
  /** How many 1xx responses may come before the real one. */
  readonly interimResponses: number;
}

export const DEFAULT_LIMITS: ResponseLimits = {
  headBytes: 16 * 1024,
  bodyBytes: 1024 * 1024,
  interimResponses: 10,
};

/** Why there is no response; the message is a sentence that says it about the peer. */
export interface ResponseFailure {
  readonly kind:
    /** The bytes are not HTTP/1.0 or 1.1. */
    | 'malformed'
    /** The headers contradict each other, or use a coding that cannot be read, about where the body ends. */
    | 'ambiguous-length'
    /** One of the limits. */
    | 'too-large'
    /** 101: what follows is another protocol. */
    | 'switched-protocols'
    /** The peer ended the connection within a response. */
    | 'cut'
    /** The peer ended the connection before the first byte of a response. */
    | 'no-response'
    /** Bytes came when no response was expected. */
    | 'unasked';
  readonly message: string;
}
