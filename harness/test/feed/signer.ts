import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const require = createRequire(import.meta.url);
/** The command line of Tauri, whose signer every release of a Tauri app is signed by. */
const TAURI = require.resolve('@tauri-apps/cli/tauri.js');

/** A key pair in files; what is secret of it stays in here and in the folder it was given. */
export interface Signer {
  /** As the configuration of an app has it: the public key file in base64. */
  readonly pubkey: string;
  /** Writes `<path>.sig` beside a file, bound to a version, and gives what it holds; one run signs one file. */
  readonly sign: (path: string, version: string) => Promise<string>;
}

/** Makes a key pair in a folder, which is not that of the release. */
export async function createSigner(folder: string, name: string): Promise<Signer> {
  const key = join(folder, `${name}.key`);
  const password = randomBytes(12).toString('hex');
  await run('generate', ['--ci', '-f', '-w', key, '-p', password]);
  return {
    pubkey: (await readFile(`${key}.pub`, 'utf8')).trim(),
    sign: async (path, version) => {
      await run(`sign ${basename(path)}`, ['-f', key, '--app-version', version, path], password);
      return (await readFile(`${path}.sig`, 'utf8')).trim();
    },
  };
}

/** What the signer prints goes nowhere, and its arguments stand in no error: there are keys and passwords among them. */
function run(deed: string, args: readonly string[], password?: string): Promise<void> {
  const [command = ''] = deed.split(' ');
  const child = spawn(process.execPath, [TAURI, 'signer', command, ...args], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      ...(password === undefined ? {} : { TAURI_SIGNING_PRIVATE_KEY_PASSWORD: password }),
    },
  });
  return new Promise((resolve, reject) => {
    child.once('error', () => reject(new Error(`tauri signer ${deed} could not be started`)));
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`tauri signer ${deed} ended with ${code}`));
    });
  });
}
