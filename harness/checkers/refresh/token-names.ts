import type { TokenId } from './family-history.ts';

/** Numbers the names of a history, so that each is kept once. A class, so that many small ones share its method. */
export class TokenNames {
  /** By number. */
  readonly names: string[] = [];
  readonly #ids = new Map<string, TokenId>();

  /** The number of a name, a new one for a new name. */
  idOf(name: string): TokenId {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
