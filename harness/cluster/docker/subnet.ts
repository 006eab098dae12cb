/** Of the private range, a part that few networks use. */
const FIRST_OCTETS = [10, 213] as const;
const SUBNETS = 256;

export interface Subnet {
  readonly cidr: string;
  readonly gateway: string;
  /** The address with that last octet. */
  readonly address: (host: number) => string;
}

/** The /24 networks of 10.213.0.0/16 that none of `taken` (CIDR) overlaps, beginning at the `first`. */
export function freeSubnets(taken: readonly string[], first: number): Subnet[] {
  const ranges = taken.map(rangeOf).filter((range) => range !== null);
  const order = Array.from({ length: SUBNETS }, (_, index) => (first + index) % SUBNETS);
  return order.map(subnetOf).filter(({ cidr }) => {
    const own = rangeOf(cidr);
    return own !== null && !ranges.some((other) => other.from <= own.to && own.from <= other.to);
  });
}

function subnetOf(third: number): Subnet {
  const prefix = [...FIRST_OCTETS, third].join('.');
  return { cidr: `${prefix}.0/24`, gateway: `${prefix}.1`, address: (host) => `${prefix}.${host}` };
}

/** First and last address as numbers; null for what is not IPv4 in CIDR. */
function rangeOf(cidr: string): { readonly from: number; readonly to: number } | null {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/u.exec(cidr)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [a = 0, b = 0, c = 0, d = 0, bits = 32] = parts;
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const from = address - (address % size);
  return { from, to: from + size - 1 };
}
