import type { Address, LinkTarget } from './link-end.ts';
import { watchSentinel } from './sentinel-watch.ts';

/** Where a link leads, now and later. */
export interface Target extends Disposable {
  /** Null while nobody knows. */
  readonly address: () => Address | null;
  /** Calls when the address has become another one. */
  readonly onChange: (listener: () => void) => void;
}

/** The target as a link can ask it; one of sentinels follows their word until disposed. */
export function openTarget(to: LinkTarget): Target {
  return 'host' in to ? fixedTarget(to) : followSentinels(to);
}

function fixedTarget(address: Address): Target {
  return { address: () => address, onChange: () => undefined, [Symbol.dispose]: () => undefined };
}

/**
 * A sentinel is believed when it changes its word, as a client is told of a switch: the others follow it sooner or
 * later, and what they still say till then is old.
 */
function followSentinels(to: Exclude<LinkTarget, Address>): Target {
  let current: Address | null = null;
  const listeners: (() => void)[] = [];
  const watches = to.sentinels.map((sentinel) => {
    let lastWord: string | null = null;
    return watchSentinel(sentinel, to.master, (master) => {
      const word = wordOf(master);
      const isNews = current === null || (lastWord !== null && word !== lastWord);
      lastWord = word;
      if (!isNews || (current !== null && wordOf(current) === word)) return;
      current = master;
      for (const listener of listeners) listener();
    });
  });
  return {
    address: () => current,
    onChange: (listener) => void listeners.push(listener),
    [Symbol.dispose]: () => {
      for (const watch of watches) watch[Symbol.dispose]();
    },
  };
}

const wordOf = ({ host, port }: Address): string => `${host} ${port}`;
