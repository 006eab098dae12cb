/** One event as bytes of a text/event-stream. */
export interface Frame {
  readonly type: string;
  readonly data: string;
  readonly id?: string;
}

/**
 * Writes one `data:` line per line of the data. The format has no way to carry a carriage return: CR and CRLF
 * are line breaks too, and arrive as LF.
 */
export function formatFrame({ type, data, id }: Frame): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${type}\n${id === undefined ? '' : `id: ${id}\n`}${lines.join('')}\n`;
}
