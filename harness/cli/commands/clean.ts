import { sweepDeadSessions } from '../../cluster/session/sweep.ts';
import type { CommandRow } from '../command.ts';

/** `lockstep clean`: what live runs own is left alone. */
export const clean: CommandRow = {
  name: 'clean',
  summary: 'remove what runs that died have left behind',
  options: [],
  run: async ({ surroundings: { stdout } }) => {
    const { sessions, containers } = await sweepDeadSessions();
    const nothing = sessions + containers === 0;
    stdout.write(
      nothing
        ? 'Nothing was left behind.\n'
        : `Removed ${sessions} dead sessions, and ${containers} containers and networks.\n`,
    );
    return 0;
  },
};
