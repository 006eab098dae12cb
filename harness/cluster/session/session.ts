import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { folderNamed, memoryOf, removeFolders } from './folders.ts';
import { SESSION_MARK, SESSION_PREFIX } from './mark.ts';
import { thisProcess } from './owner.ts';
import { killSession } from './processes.ts';

/**
 * Everything a run owns on this machine. A detached watchdog holds the other end of a pipe: when the harness
 * dies, however it dies, the pipe ends and the watchdog removes what the session owned.
 */
export interface Session extends AsyncDisposable {
  /** Names the session in labels, environments and paths. */
  readonly id: string;
  /** Who owns it: `pid-start-boot`. */
  readonly owner: string;
  /** The folder for everything temporary; every process of the session has it as its working folder or its mark. */
  readonly directory: string;
  /** Another, in memory where the system has such a place, for files that are not to wait for a disk; whoever needs it makes it. */
  readonly memory: string;
  /** The mark in the environment of every process: children inherit it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Announces a process (leader of its own group) that must not outlive the session. */
  readonly own: (pid: number) => void;
  /** Announces that containers or networks with the label `lockstep.session=<id>` will be made. */
  readonly ownContainers: () => void;
}

/** Opens a session; disposing it ends its processes and removes its folder. Containers are their driver's to remove. */
export async function openSession(): Promise<Session> {
  const id = randomBytes(6).toString('hex');
  const owner = await thisProcess();
  // The owner is in the name, so that there is no moment at which the folder has none.
  const directory = folderNamed(`${SESSION_PREFIX}${id}-${owner}`);
  const watchdog = startWatchdog(id, directory);
  const tell = (line: string): void => {
    watchdog.stdin?.write(`${line}\n`);
  };
  await mkdir(directory, { mode: 0o755 });
  const pids: number[] = [];
  return {
    id,
    owner,
    directory,
    memory: memoryOf(directory),
    environment: { [SESSION_MARK]: id },
    own: (pid) => {
      pids.push(pid);
      tell(`process ${pid}`);
    },
    ownContainers: () => tell('containers'),
    [Symbol.asyncDispose]: async () => {
      await killSession({ id, directory, pids });
      await removeFolders(directory);
      tell('released');
      watchdog.stdin?.end();
      watchdog.unref();
    },
  };
}

function startWatchdog(id: string, directory: string): ChildProcess {
  const program = new URL('watchdog.ts', import.meta.url).pathname;
  const watchdog = spawn(process.execPath, [program, id, directory], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // The watchdog may be gone already when we say goodbye; there is nobody left to tell.
  watchdog.stdin?.on('error', () => undefined);
  watchdog.on('error', () => undefined);
  return watchdog;
}
