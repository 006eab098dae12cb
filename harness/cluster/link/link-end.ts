export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where a link leads: one address, or whatever the sentinels call the master. */
export type LinkTarget = Address | { readonly sentinels: readonly Address[]; readonly master: string };

/** One port of the link program, and where it leads. */
export interface LinkEnd {
  readonly name: string;
  readonly listen: Address;
  readonly to: LinkTarget;
}

/** What the link program is told, as JSON, by its one argument. */
export interface LinkProgramPlan {
  /** Where it takes orders: whoever reaches this port may change every link. */
  readonly control: Address;
  readonly ends: readonly LinkEnd[];
}
