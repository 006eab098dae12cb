/** The names under which texts were published: an event that arrives is known by its whole text. */
export interface MessageNames {
  readonly add: (name: string, data: string) => void;
  /** Null for a text that nobody published. */
  readonly nameOf: (data: string) => string | null;
}

/** An empty register of messages. */
export function createMessageNames(): MessageNames {
  const names = new Map<string, string>();
  return {
    add: (name, data) => {
      names.set(data, name);
    },
    nameOf: (data) => names.get(data) ?? null,
  };
}
