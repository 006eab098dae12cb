import type { Specification } from '../../linearizability/specification.ts';

/** One call to a store of refresh tokens. */
export type RefreshAction =
  | { readonly f: 'login'; readonly token: string }
  /** `child` is the token got; null when refused, undefined when nobody knows. */
  | { readonly f: 'use'; readonly token: string; readonly child: string | null | undefined }
  /** Ends the family of a token; null: all families there are. */
  | { readonly f: 'revoke'; readonly token: string | null };

/** A token that was given out. */
interface Token {
  readonly root: string;
  readonly isUsed: boolean;
  readonly children: readonly string[];
}

/** Tokens given out, by name, and the first tokens of the families that were ended. */
export interface RefreshStore {
  readonly tokens: ReadonlyMap<string, Token>;
  readonly ended: readonly string[];
}

/** What the store promises; a grace of a certain length is no matter of order, so here it is none, or has no end. */
export interface StorePolicy {
  /** Tokens that are older than the history. */
  readonly given?: readonly string[];
  readonly endlessGrace?: boolean;
  readonly gracePredecessorOnly?: boolean;
  readonly sameSuccessor?: boolean;
  readonly familyRevocationOnReuse?: boolean;
}

/** A store in which a refresh token is exchanged for the next one, once; the child of a use without an answer is known to nobody. */
export function refreshFamily(policy: StorePolicy = {}): Specification<RefreshStore, RefreshAction> {
  const { given = [], familyRevocationOnReuse = false } = policy;
  return {
    initial: given.reduce((store, token) => withToken(store, token, unused(token)), EMPTY),
    step: (store, action) => {
      switch (action.f) {
        case 'login':
          return store.tokens.has(action.token)
            ? undefined
            : withToken(store, action.token, unused(action.token));
        case 'revoke':
          return action.token === null
            ? { ...store, ended: rootsOf(store) }
            : ending(store, store.tokens.get(action.token)?.root);
        case 'use':
          return used(store, action, policy);
      }
    },
    isRead: (action) => action.f === 'use' && action.child === null && !familyRevocationOnReuse,
    stateKey: ({ tokens, ended }) => JSON.stringify([[...tokens].sort(byName), ended.toSorted()]),
    // A missing child is not in the text, a null one is.
    actionKey: (action) => JSON.stringify({ ...action }),
  };
}

const EMPTY: RefreshStore = { tokens: new Map(), ended: [] };

function used(
  store: RefreshStore,
  { token, child }: Extract<RefreshAction, { f: 'use' }>,
  policy: StorePolicy,
): RefreshStore | undefined {
  const held = store.tokens.get(token);
  if (held === undefined || store.ended.includes(held.root))
    return typeof child === 'string' ? undefined : store;
  const after = policy.familyRevocationOnReuse === true ? ending(store, held.root) : store;
  if (child === null) return held.isUsed ? after : undefined;
  if (child === undefined) return held.isUsed ? after : withToken(store, token, { ...held, isUsed: true });
  const isRepeat = held.children.includes(child);
  if (held.isUsed && !mayUseAgain(store, held, isRepeat, policy)) return undefined;
  if (isRepeat) return store;
  if (store.tokens.has(child)) return undefined;
  const grown = { ...held, isUsed: true, children: [...held.children, child].sort() };
  return withToken(withToken(store, token, grown), child, unused(held.root));
}

function mayUseAgain(store: RefreshStore, held: Token, isRepeat: boolean, policy: StorePolicy): boolean {
  const { endlessGrace = false, gracePredecessorOnly = false, sameSuccessor = false } = policy;
  const isGrandparent = held.children.some((child) => store.tokens.get(child)?.isUsed === true);
  const isOther = sameSuccessor && held.children.length > 0 && !isRepeat;
  return endlessGrace && !(gracePredecessorOnly && isGrandparent) && !isOther;
}

const unused = (root: string): Token => ({ root, isUsed: false, children: [] });

const withToken = ({ tokens, ended }: RefreshStore, name: string, token: Token): RefreshStore => ({
  tokens: new Map(tokens).set(name, token),
  ended,
});

const rootsOf = ({ tokens }: RefreshStore): string[] => [
  ...new Set([...tokens.values()].map(({ root }) => root)),
];

const ending = (store: RefreshStore, root: string | undefined): RefreshStore =>
  root === undefined || store.ended.includes(root) ? store : { ...store, ended: [...store.ended, root] };

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
