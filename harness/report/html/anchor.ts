import { plainText } from '../plain-text.ts';

/** The id of a scenario or of one of its checks, for links into the page: `scenario` or `scenario/check`. */
export function anchorOf(scenario: string, check?: string): string {
  return check === undefined ? slug(scenario) : `${slug(scenario)}/${slug(check)}`;
}

function slug(name: string): string {
  return plainText(name, 80).replace(/[^A-Za-z0-9._-]+/g, '-') || 'unnamed';
}
