import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

const envelope = z.object({
  success: z.boolean(),
  data: z.unknown(),
  error: z.object({ code: z.string(), message: z.string() }).nullable().optional(),
});

/** An answer taken out of CONTRACT's envelope. */
export interface Opened {
  readonly data: unknown;
  readonly code: string | null;
  /** In what the answer breaks the contract whatever was asked, a sentence each. */
  readonly problems: readonly string[];
  /** Whether the application answered, not a proxy in front of it. */
  readonly fromApplication: boolean;
}

/** Opens the envelope of a JSON answer and notes what the contract forbids of any answer. */
export function openEnvelope(status: number, headers: IncomingHttpHeaders, body: string): Opened {
  const parsed = envelope.safeParse(parseJson(body));
  const replica = headers['x-instance-id'];
  const fromApplication = parsed.success || replica !== undefined;
  const problems = [
    ...(replica === undefined ? ['the answer has no X-Instance-Id'] : []),
    ...(status === 401 && !/^bearer/iu.test(headers['www-authenticate'] ?? '')
      ? ['a 401 has no WWW-Authenticate: Bearer']
      : []),
    ...(status >= 500 ? [`status ${status}`] : []),
  ];
  if (!parsed.success) {
    return {
      data: null,
      code: null,
      problems: [...problems, 'the body is not the envelope'],
      fromApplication,
    };
  }
  const succeeded = status >= 200 && status < 300;
  if (parsed.data.success !== succeeded) problems.push(`success is ${parsed.data.success} in a ${status}`);
  if (!succeeded && !parsed.data.error) problems.push(`a ${status} names no error`);
  return { data: parsed.data.data, code: parsed.data.error?.code ?? null, problems, fromApplication };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON: the caller finds that it is no envelope.
    return undefined;
  }
}
