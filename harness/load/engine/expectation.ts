/** What an answer must be to be right, as data that can be sent to a thread. */
export interface Expectation {
  readonly statuses: readonly number[];
  /** Bytes that the body must have somewhere; null for none. */
  readonly holds: Uint8Array | null;
  /** Fields of a JSON body, by their path, and what each must be: whose answer it is, for one. */
  readonly fields: readonly ExpectedField[];
}

export interface ExpectedField {
  readonly path: readonly string[];
  readonly equals: string | number | boolean;
}

/** The body of an answer, in a buffer that is used again afterwards. */
export interface Body {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What is wrong with an answer, as few words as tell it from other wrongs; null when it is right. */
export function wrongWith(expected: Expectation, status: number, body: Body): string | null {
  if (!expected.statuses.includes(status)) return `status ${status}`;
  if (expected.holds !== null && !holds(body, expected.holds)) return 'the body lacks the expected bytes';
  if (expected.fields.length === 0) return null;
  return wrongField(expected.fields, body);
}

function holds({ buffer, start, end }: Body, wanted: Uint8Array): boolean {
  const at = buffer.indexOf(wanted, start);
  return at >= 0 && at + wanted.length <= end;
}

function wrongField(fields: readonly ExpectedField[], { buffer, start, end }: Body): string | null {
  let value: unknown;
  try {
    value = JSON.parse(buffer.toString('utf8', start, end));
  } catch {
    return 'the body is not JSON';
  }
  const wrong = fields.find(({ path, equals }) => valueAt(value, path) !== equals);
  return wrong === undefined ? null : `another ${wrong.path.join('.')}`;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = Reflect.get(at, name);
  }
  return at;
}
