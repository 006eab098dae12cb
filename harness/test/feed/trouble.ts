import type { ServerResponse } from 'node:http';

/** What becomes of a file that a host has. */
export type Trouble =
  /** Pages and errors that are sent in its place, with whichever status. */
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'json-error'; readonly status: number }
  /** It comes whole, byte by byte, after a while. */
  | { readonly kind: 'slow'; readonly headersMs: number; readonly byteMs: number }
  /** Its length is announced, and the connection is cut after half of it. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'endless' }
  /** Bytes that are no HTTP. */
  | { readonly kind: 'garbage' }
  /** The path that leads to it leads to itself. */
  | { readonly kind: 'redirect-loop' };

/** Answers with the trouble. */
export function trouble(response: ServerResponse, bytes: Buffer, what: Trouble): void {
  switch (what.kind) {
    case 'html':
      response.writeHead(what.status, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
      break;
    case 'json-error':
      response
        .writeHead(what.status, { 'content-type': 'application/json' })
        .end('{"message":"Server Error"}');
      break;
    case 'slow':
      slowly(response, bytes, what);
      break;
    case 'truncated':
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
      break;
    case 'endless':
      endlessly(response);
      break;
    case 'garbage':
      response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n\r\n');
      break;
    case 'redirect-loop':
      response.writeHead(302, { location: response.req.url }).end();
      break;
  }
}

const PAGE = '<!DOCTYPE html>\n<html><title>We are having trouble</title></html>\n';
const CHUNK = Buffer.alloc(65_536, 'x');

function slowly(
  response: ServerResponse,
  bytes: Buffer,
  { headersMs, byteMs }: Trouble & { kind: 'slow' },
): void {
  let sent = 0;
  const send = (): void => {
    if (sent === 0) response.writeHead(200, { 'content-length': bytes.length });
    if (sent === bytes.length) response.end();
    else response.write(bytes.subarray(sent, (sent += 1)));
    timer = setTimeout(send, byteMs);
  };
  let timer = setTimeout(send, headersMs);
  response.once('close', () => clearTimeout(timer));
}

function endlessly(response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', more);
  response.writeHead(200);
  more();
}
