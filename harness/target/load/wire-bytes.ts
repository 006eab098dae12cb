import { Buffer } from 'node:buffer';
import type { OperationName } from '../../history/vocabulary.ts';
import type { Request } from '../requests.ts';

type Sent = Pick<Request<OperationName>, 'method' | 'path' | 'bearer' | 'headers' | 'body'>;

/** A request to `url` (`http://host:port`) as it goes over the wire, headers and body (RFC 9112, 2.1). */
export function wireBytes({ method, path, bearer, headers = {}, body }: Sent, url: string): Buffer {
  const content = body === null ? null : JSON.stringify(body);
  const lines = {
    host: new URL(url).host,
    ...headers,
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    ...(content === null
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) }),
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${content ?? ''}`);
}
