import { sweepContainers } from '../docker/cleanup.ts';
import { folderNamed, folderNames, removeFolders } from './folders.ts';
import { SESSION_PREFIX } from './mark.ts';
import { isAlive } from './owner.ts';
import { killSession } from './processes.ts';

export interface Swept {
  readonly sessions: number;
  readonly containers: number;
}

const SESSION_FOLDER = new RegExp(`^${SESSION_PREFIX}(?<id>[0-9a-f]{12})-(?<owner>.+)$`, 'u');

/** Removes what dead sessions left behind, never what a live one owns; how much it found. */
export async function sweepDeadSessions(): Promise<Swept> {
  const entries = [...(await folderNames())];
  const [dead, containers] = await Promise.all([
    Promise.all(entries.map(sweepFolder)),
    sweepContainers(isAlive),
  ]);
  return { sessions: dead.filter(Boolean).length, containers };
}

async function sweepFolder(name: string): Promise<boolean> {
  const { id, owner } = SESSION_FOLDER.exec(name)?.groups ?? {};
  if (id === undefined || owner === undefined || (await isAlive(owner))) return false;
  const directory = folderNamed(name);
  await killSession({ id, directory, pids: [] });
  await removeFolders(directory);
  return true;
}
