/**
 * Parts that share nothing: two items are in one part when they touch a thing in common, directly or through others
 * (union–find, Tarjan 1975). Parts and their items keep the order of the items.
 */
export function componentsOf<T>(items: readonly T[], thingsOf: (item: T) => readonly string[]): T[][] {
  const parent = new Map<string, string>();
  const rootOf = (thing: string): string => {
    let root = thing;
    for (let above = parent.get(root); above !== undefined && above !== root; above = parent.get(root))
      root = above;
    parent.set(thing, root);
    return root;
  };
  for (const item of items) {
    const [first = '', ...others] = thingsOf(item);
    for (const other of others) parent.set(rootOf(other), rootOf(first));
  }
  return [...Map.groupBy(items, (item) => rootOf(thingsOf(item)[0] ?? '')).values()];
}
