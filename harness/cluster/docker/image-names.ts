export type ImageRole = 'nginx' | 'redis' | 'node';

/** The pinned images of a cluster when nobody chose others. */
export const OFFICIAL_IMAGES: Readonly<Record<ImageRole, string>> = {
  nginx: 'nginx:1.30.6',
  redis: 'redis:7.4.6',
  node: 'node:24.21.0-bookworm-slim',
};

/** What `lockstep images build` makes where no registry can be reached. */
export const LOCAL_IMAGES: Readonly<Record<ImageRole, string>> = {
  nginx: 'lockstep/nginx:bookworm',
  redis: 'lockstep/redis:bookworm',
  node: 'lockstep/node:bookworm',
};

/** The environment variables that choose images. */
const IMAGE_VARIABLES: Readonly<Record<ImageRole, string>> = {
  nginx: 'LOCKSTEP_IMAGE_NGINX',
  redis: 'LOCKSTEP_IMAGE_REDIS',
  node: 'LOCKSTEP_IMAGE_NODE',
};

export interface ImageChoice {
  readonly name: string;
  /** Taken when `name` is not on this engine; null when somebody asked for `name` and means it. */
  readonly fallback: string | null;
  /** What a person sets to choose another. */
  readonly variable: string;
}

export type ImageChoices = Readonly<Record<ImageRole, ImageChoice>>;

export interface ImageRequest {
  /** From flags or the config file. */
  readonly asked: Readonly<Partial<Record<ImageRole, string>>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Which images to use: what was asked for, else the environment's, else the official ones or ours. */
export function chooseImages(request: ImageRequest): ImageChoices {
  return { nginx: choose('nginx', request), redis: choose('redis', request), node: choose('node', request) };
}

function choose(role: ImageRole, { asked, environment }: ImageRequest): ImageChoice {
  const variable = IMAGE_VARIABLES[role];
  // An empty variable is how a shell or a CI file says "not set".
  const name = asked[role] ?? (environment[variable] || null);
  if (name !== null) return { name, fallback: null, variable };
  return { name: OFFICIAL_IMAGES[role], fallback: LOCAL_IMAGES[role], variable };
}
