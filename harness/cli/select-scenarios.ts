import { HarnessError } from '../errors.ts';
import { SABOTAGES, type SabotageName } from '../scenario/sabotage/sabotage.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Options } from './options.ts';

const isSabotage = (name: string): name is SabotageName => Object.hasOwn(SABOTAGES, name);

/** The sabotage of that name; throws BAD_INPUT when there is none. */
export function toSabotage(name: string | null): SabotageName | null {
  if (name === null || isSabotage(name)) return name;
  throw new HarnessError(
    'BAD_INPUT',
    `There is no sabotage ${name}: \`lockstep list\` names ${Object.keys(SABOTAGES).join(', ')}.`,
  );
}

/** The scenarios to run: those named, or all that need not be; with a sabotage only those that claim to catch it. */
export function selectScenarios(
  all: readonly Scenario[],
  options: Options,
  sabotage: SabotageName | null,
): readonly Scenario[] {
  const unknown = options.only.filter((name) => !all.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    throw new HarnessError(
      'BAD_INPUT',
      `There is no scenario ${unknown.join(', ')}: \`lockstep list\` names them (${all.map(({ name }) => name).join(', ')}).`,
    );
  }
  const named = all.filter((scenario) => isWanted(scenario, options));
  if (named.length === 0) {
    throw new HarnessError(
      'BAD_INPUT',
      'None of the scenarios named draws its faults: leave --nemesis or their names out.',
    );
  }
  if (sabotage === null) return named;
  refuseForeignBackend(options, sabotage);
  const claiming = named.filter((scenario) => scenario.sabotage.some(({ name }) => name === sabotage));
  if (claiming.length > 0) return claiming;
  const claimants = all.filter((scenario) => scenario.sabotage.some(({ name }) => name === sabotage));
  throw new HarnessError(
    'BAD_INPUT',
    `No scenario of --only claims to catch ${sabotage}: run ${claimants.map(({ name }) => name).join(' or ')}.`,
  );
}

/** Named, or not named and not left for those who ask; with `--nemesis random` only what draws its faults. */
function isWanted({ name, isOnRequest = false, stages }: Scenario, { only, nemesis }: Options): boolean {
  if (nemesis === 'random' && !stages.some((stage) => stage.nemesis === 'random')) return false;
  return only.length === 0 ? !isOnRequest || nemesis === 'random' : only.includes(name);
}

/** Throws BAD_INPUT where the sabotage is one of the reference backend and another runs in its place. */
function refuseForeignBackend({ backend, backendImage }: Options, sabotage: SabotageName): void {
  if (!SABOTAGES[sabotage].needsReferenceBackend || (backend === null && backendImage === null)) return;
  throw new HarnessError(
    'BAD_INPUT',
    `${sabotage} is a variant of the reference backend: leave --backend and --backend-image out.`,
  );
}

/** The sabotage that was asked for, where a command has one scenario of its own; throws when that does not plant it. */
export function sabotageOf({ name, sabotage: claims }: Scenario, options: Options): SabotageName | null {
  const sabotage = toSabotage(options.sabotage);
  if (sabotage === null) return null;
  refuseForeignBackend(options, sabotage);
  if (claims.some((claim) => claim.name === sabotage)) return sabotage;
  const names = claims.map((claim) => claim.name).join(' or ');
  throw new HarnessError(
    'BAD_INPUT',
    `lockstep ${name} does not plant --sabotage ${sabotage}: give ${names}, or run \`lockstep verify\` with it.`,
  );
}
