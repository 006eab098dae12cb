import { probeEngine, missingImages } from '../../cluster/docker/engine.ts';
import { chooseImages, type ImageChoices } from '../../cluster/docker/image-names.ts';
import { findClockLibrary, findProgram, PROGRAMS } from '../../cluster/process/programs.ts';
import type { Options } from '../options.ts';

/** One thing a run may need, as it stands on this machine. */
export interface Part {
  readonly name: string;
  /** Version and place; null when it is missing. */
  readonly found: string | null;
  /** What needs it. */
  readonly neededBy: string;
  /** How to get it, in one line; empty when it is there. */
  readonly remedy: string;
  /** Whether the process driver cannot do without it. */
  readonly required: boolean;
}

const OLDEST_NODE = 24;

/** Looks for everything any driver needs. */
export async function inspectParts(
  options: Options,
  searchPath: string,
  installCommand: string,
): Promise<Part[]> {
  const images = chooseImages({ asked: askedImages(options), environment: {} });
  const [programs, clock, engine] = await Promise.all([
    inspectPrograms(searchPath, installCommand),
    inspectClock(installCommand),
    inspectEngine(images),
  ]);
  return [inspectNode(), ...programs, clock, ...engine];
}

async function inspectClock(installCommand: string): Promise<Part> {
  const found = await findClockLibrary();
  return {
    name: 'libfaketime',
    found,
    neededBy: 'scenarios that move clocks, which are skipped without it',
    remedy: found === null ? installCommand : '',
    required: false,
  };
}

function askedImages({ imageNginx, imageRedis, imageNode }: Options) {
  return {
    ...(imageNginx === null ? {} : { nginx: imageNginx }),
    ...(imageRedis === null ? {} : { redis: imageRedis }),
    ...(imageNode === null ? {} : { node: imageNode }),
  };
}

function inspectNode(): Part {
  const fits = Number.parseInt(process.versions.node, 10) >= OLDEST_NODE;
  return {
    name: 'node',
    found: fits ? `${process.versions.node} at ${process.execPath}` : null,
    neededBy: 'everything',
    remedy: fits ? '' : 'run through npm (`npm start`, `npx lockstep`): the project brings Node 24',
    required: true,
  };
}

async function inspectPrograms(searchPath: string, installCommand: string): Promise<Part[]> {
  return Promise.all(
    PROGRAMS.map(async (program): Promise<Part> => {
      const found = await findProgram(program, searchPath);
      return {
        name: program.name,
        found: found === null ? null : `${found.version} at ${found.path}`,
        neededBy: 'the process driver',
        remedy: found === null ? installCommand : '',
        required: true,
      };
    }),
  );
}

async function inspectEngine(images: ImageChoices): Promise<Part[]> {
  const engine = await probeEngine();
  const neededBy = 'the docker driver';
  if ('missing' in engine) {
    return [
      {
        name: 'docker engine',
        found: null,
        neededBy,
        remedy: `${engine.missing} Without it the process driver is used.`,
        required: false,
      },
    ];
  }
  const choices = Object.values(images);
  const missing = await missingImages(choices);
  return [
    {
      name: 'docker engine',
      found: `${engine.version} (API ${engine.apiVersion})`,
      neededBy,
      remedy: '',
      required: false,
    },
    ...choices.map(({ name, fallback }): Part => {
      const absent = missing.includes(name);
      const present = fallback === null ? name : `${name}, or ${fallback} in its place`;
      return {
        name: 'image',
        found: absent ? null : present,
        neededBy,
        remedy: absent
          ? `${name}: pulled at the first run, or \`lockstep images build\` where no registry can be reached`
          : '',
        required: false,
      };
    }),
  ];
}
