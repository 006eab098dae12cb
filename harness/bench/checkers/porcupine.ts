import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('porcupine/main.go', import.meta.url));
const timed = z.object({ file: z.string(), valid: z.boolean(), us: z.number() });

export type PorcupineTime = z.infer<typeof timed>;

/** Porcupine's verdicts and median times on the same files and machine; `source` is a folder with its source. Needs Go. */
export async function timePorcupine(source: string, files: readonly string[]): Promise<PorcupineTime[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-porcupine-'));
  try {
    await copyFile(MAIN, join(folder, 'main.go'));
    await writeFile(join(folder, 'go.mod'), moduleFile(source));
    await run('go', ['build', '-mod=mod', '-o', 'time', '.'], { cwd: folder });
    const { stdout } = await run(join(folder, 'time'), [...files], { maxBuffer: 2 ** 26 });
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => timed.parse(JSON.parse(line)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const moduleFile = (source: string): string => `module bench
go 1.19
require github.com/anishathalye/porcupine v1.3.0
replace github.com/anishathalye/porcupine => ${source}
`;
