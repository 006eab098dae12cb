import { buildImages } from '../../cluster/docker/images.ts';
import { LOCAL_IMAGES } from '../../cluster/docker/image-names.ts';
import { HarnessError } from '../../errors.ts';
import type { CommandRow } from '../command.ts';

/** `lockstep images build`. */
export const images: CommandRow = {
  name: 'images',
  summary: 'make the docker driver’s images where no registry can be reached',
  words: ['<what>', '`build`'],
  options: [],
  run: async ({ words: [what], surroundings: { say, environment }, stop }) => {
    if (what !== 'build')
      throw new HarnessError(
        'BAD_INPUT',
        `There is no \`lockstep images ${what}\`: use \`lockstep images build\`.`,
      );
    const mirror = environment['LOCKSTEP_DEBIAN_MIRROR'] ?? null;
    await buildImages({ names: Object.values(LOCAL_IMAGES), onProgress: say, signal: stop.signal, mirror });
    return 0;
  },
};
