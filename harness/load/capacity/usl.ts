/** Coefficients of the Universal Scalability Law; with nothing lost to growth, contention and coherency are 0. */
export interface Coefficients {
  /** λ: what one replica alone carries, in calls per second. */
  readonly lambdaPerSecond: number;
  /** σ: the share of the work that waits for its turn. */
  readonly sigma: number;
  /** κ: what each replica spends on agreeing with each other one. */
  readonly kappa: number;
}

/** What so many replicas carry, in calls per second: λN / (1 + σ(N − 1) + κN(N − 1)) (Gunther 2007). */
export function uslRate({ lambdaPerSecond, sigma, kappa }: Coefficients, replicas: number): number {
  return (lambdaPerSecond * replicas) / (1 + sigma * (replicas - 1) + kappa * replicas * (replicas - 1));
}

/** The number of replicas, with fractions, beyond which more of them carry less: √((1 − σ) / κ); null when none is. */
export function peakReplicas({ sigma, kappa }: Coefficients): number | null {
  if (sigma >= 1) return 1;
  return kappa === 0 ? null : Math.max(1, Math.sqrt((1 - sigma) / kappa));
}

/** What a rate may be off by and still be the same one. */
const ROUNDING = 1e-9;

/** The fewest replicas that carry a rate, in calls per second; null when no number of them does. */
export function leastReplicas(coefficients: Coefficients, ratePerSecond: number): number | null {
  const carries = (replicas: number): boolean =>
    uslRate(coefficients, replicas) >= ratePerSecond * (1 - ROUNDING);
  if (carries(1)) return 1;
  const { lambdaPerSecond, sigma, kappa } = coefficients;
  // The smaller root of κrN² − middle N + free = 0, in the form that also holds for κ = 0.
  const middle = lambdaPerSecond - ratePerSecond * (sigma - kappa);
  const free = ratePerSecond * (1 - sigma);
  if (middle <= 0) return null;
  // Below 0 where no number of replicas carries the rate: then neither does the one at the peak.
  const square = Math.max(0, middle * middle - 4 * kappa * ratePerSecond * free);
  const root = (2 * free) / (middle + Math.sqrt(square));
  const replicas = Math.ceil(root * (1 - ROUNDING));
  return carries(replicas) ? replicas : null;
}
