import { Readable, Transform, pipeline } from 'node:stream';

import type { Parts } from '../parts.ts';

const HELD_MS = 1800;
const HELD_BYTES = 4096;

/** The bytes of a stream, heartbeats too, wait until 4 KiB are together or almost 2 s have passed. */
export function appBuffersStream(parts: Parts): Parts {
  return {
    ...parts,
    http: {
      ...parts.http,
      addHooks(app) {
        parts.http.addHooks(app);
        app.addHook('onSend', async (_request, _reply, payload) =>
          // A client that left is no error here: the stream ends as it does without the buffer.
          payload instanceof Readable ? pipeline(payload, new Buffered(), () => undefined) : payload,
        );
      },
    },
  };
}

class Buffered extends Transform {
  #held: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#held.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= HELD_BYTES) this.#release();
    else this.#timer ??= setTimeout(() => this.#release(), HELD_MS);
    done();
  }

  override _flush(done: () => void): void {
    this.#release();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#bytes > 0) this.push(Buffer.concat(this.#held));
    this.#held = [];
    this.#bytes = 0;
  }
}
