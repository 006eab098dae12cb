import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { HarnessError } from '../../errors.ts';

const run = promisify(execFile);

/** How a system installs Nginx, Redis and libfaketime. */
interface PackageManager {
  readonly system: string;
  readonly program: string;
  readonly steps: readonly (readonly string[])[];
  /** Homebrew must not run as root. */
  readonly asRoot: boolean;
}

const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    system: 'Debian/Ubuntu',
    program: 'apt-get',
    steps: [
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', '--no-install-recommends', 'nginx-light', 'redis-server', 'libfaketime'],
    ],
    asRoot: true,
  },
  {
    system: 'Fedora',
    program: 'dnf',
    steps: [['dnf', 'install', '-y', 'nginx', 'redis', 'libfaketime']],
    asRoot: true,
  },
  {
    system: 'Alpine',
    program: 'apk',
    steps: [['apk', 'add', 'nginx', 'redis', 'libfaketime']],
    asRoot: true,
  },
  { system: 'macOS', program: 'brew', steps: [['brew', 'install', 'nginx', 'redis']], asRoot: false },
];

/** The command for each system, a line each. */
export function installCommands(): string[] {
  return PACKAGE_MANAGERS.map(({ system, steps, asRoot }) => {
    const command = steps
      .map((step) => [asRoot ? 'sudo' : '', ...step].filter(Boolean).join(' '))
      .join(' && ');
    return `${system}: ${command}`;
  });
}

/** Installs all of it where the system lets us; else throws MISSING_PART with the exact commands. */
export async function installPrograms(say: (line: string) => void): Promise<void> {
  const manager = await findManager();
  const prefix = manager === null ? null : await privilege(manager);
  if (manager === null || prefix === null) {
    const why =
      manager === null ? 'no known package manager was found' : 'that takes root or a passwordless sudo';
    throw new HarnessError(
      'MISSING_PART',
      `nginx, redis-server and libfaketime must be installed, and ${why}. Run:\n  ${installCommands().join('\n  ')}`,
    );
  }
  for (const step of manager.steps) {
    say(`installing: ${[...prefix, ...step].join(' ')}`);
    await runStep([...prefix, ...step]);
  }
}

async function findManager(): Promise<PackageManager | null> {
  for (const manager of PACKAGE_MANAGERS) {
    const found = await run(manager.program, ['--version']).catch(() => null);
    if (found !== null) return manager;
  }
  return null;
}

/** What to put before the command: nothing for root, sudo where it asks for no password; null when neither will do. */
async function privilege({ asRoot }: PackageManager): Promise<readonly string[] | null> {
  const isRoot = process.getuid?.() === 0;
  if (!asRoot) return isRoot ? null : [];
  if (isRoot) return [];
  const sudo = await run('sudo', ['-n', 'true']).catch(() => null);
  return sudo === null ? null : ['sudo', '-n'];
}

const LAST_LINES = 5;

/** Quiet unless it fails: then its last lines are in the error. */
function runStep([program = '', ...rest]: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = `${output}${chunk.toString()}`.slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const last = output.trim().split('\n').slice(-LAST_LINES).join(' · ');
      return reject(
        new HarnessError('MISSING_PART', `${[program, ...rest].join(' ')} failed (${code}): ${last}`),
      );
    });
  });
}
