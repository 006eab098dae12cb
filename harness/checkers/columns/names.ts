/** Names by number, each held once however often it comes. */
export class Names {
  readonly #ids = new Map<string | null, number>();
  readonly #names: (string | null)[] = [];

  /** The number of a name; it gets one if it has none. */
  idOf(name: string | null): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  at(id: number): string | null {
    return this.#names[id] ?? null;
  }
}
