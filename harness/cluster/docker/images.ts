import { execFile, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type Dockerode from 'dockerode';
import { HarnessError, messageOf } from '../../errors.ts';
import { connectEngine } from './engine.ts';

export interface BuildOptions {
  /** What to call the image; all names are of one image, which holds every program of a cluster. */
  readonly names: readonly string[];
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
  /** A Debian mirror inside the closed network; null for deb.debian.org. */
  readonly mirror: string | null;
}

const SUITE = 'bookworm';
/** libstdc++6 is Node's, libfaketime moves replicas' clocks; the others are the cluster's own programs. */
const PACKAGES = ['nginx-light', 'redis-server', 'libstdc++6', 'libfaketime'];
const LEFT_OUT = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*'];

/**
 * Builds the images of a cluster where no registry can be reached: Debian packages by mmdebstrap, and the Node that
 * runs us. Takes about half a minute, once.
 */
export async function buildImages(options: BuildOptions): Promise<void> {
  const engine = await connectEngine();
  if (engine === null) throw missing('No Docker engine answered: start one, or set DOCKER_HOST.');
  await requireTools(engine);
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-images-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(directory, { recursive: true, force: true }));
  const archive = join(directory, 'root.tar');
  await makeRoot(archive, options);
  options.onProgress(`importing ${options.names.join(', ')}`);
  await importImage(engine, archive, options);
}

async function requireTools(engine: Dockerode): Promise<void> {
  const found = await promisify(execFile)('mmdebstrap', ['--version']).catch(() => null);
  if (found === null) {
    const next =
      'install it (`apt-get install mmdebstrap`), or build compose/images/*.Dockerfile where a registry can be reached';
    throw missing(`Building images needs mmdebstrap, which is not installed: ${next}.`);
  }
  const ours = `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const { Os, Arch } = await engine.version();
  const node = Number.parseInt(process.versions.node, 10);
  if (ours !== `${Os}/${Arch}` || node < 24) {
    const next =
      'run this with Node 24 or later on a machine like the engine’s, or build compose/images/*.Dockerfile';
    throw missing(
      `The image would get this Node (${node}, ${ours}), which an engine on ${Os}/${Arch} cannot use: ${next}.`,
    );
  }
}

async function makeRoot(archive: string, { mirror, onProgress, signal }: BuildOptions): Promise<void> {
  const program = process.execPath;
  const settings = [
    '--variant=minbase',
    `--include=${PACKAGES.join(',')}`,
    ...LEFT_OUT.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    '--customize-hook=mkdir -p "$1/usr/local/bin"',
    `--customize-hook=upload '${program}' /usr/local/bin/node`,
    '--customize-hook=chmod 755 "$1/usr/local/bin/node"',
    SUITE,
    archive,
    ...(mirror === null ? [] : [mirror]),
  ];
  const child = spawn('mmdebstrap', settings, { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let last = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    last = line;
    onProgress(line);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    const next = 'check that the Debian mirror can be reached, or name another';
    throw missing(`mmdebstrap ended with code ${code} (${last}): ${next}.`);
  }
}

async function importImage(
  engine: Dockerode,
  archive: string,
  { names, signal }: BuildOptions,
): Promise<void> {
  const [first, ...others] = names.map(splitName);
  if (first === undefined) return;
  const options = { ...first, changes: 'CMD ["node"]', abortSignal: signal };
  try {
    const progress = await engine.importImage(createReadStream(archive), options);
    await new Promise<void>((resolve, reject) => {
      engine.modem.followProgress(progress, (error) => (error === null ? resolve() : reject(error)));
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new HarnessError('MISSING_PART', `The engine did not take the image: ${messageOf(cause)}`, {
      cause,
    });
  }
  const image = engine.getImage(`${first.repo}:${first.tag}`);
  await Promise.all(others.map((name) => image.tag(name)));
}

function splitName(name: string): { readonly repo: string; readonly tag: string } {
  const colon = name.lastIndexOf(':');
  // A colon before a slash belongs to a registry's port.
  if (colon <= name.lastIndexOf('/')) return { repo: name, tag: 'latest' };
  return { repo: name.slice(0, colon), tag: name.slice(colon + 1) };
}

function missing(sentence: string): HarnessError {
  return new HarnessError('MISSING_PART', sentence);
}
