import { expect, test } from 'vitest';
import { containerOptions } from './container-options.ts';

const PLACE = { network: 'n', labels: {}, publishOn: '127.0.0.1' };
const hostConfig = (quotaCores: number | null) =>
  containerOptions(
    {
      name: 'b-1',
      image: 'node',
      address: '10.0.0.2',
      command: null,
      environment: {},
      publish: null,
      mount: null,
      file: null,
      quotaCores,
    },
    PLACE,
  ).HostConfig;

test.each([0.05, 0.25, 1, 2.5])(
  '%f cores are that share of a period, and never less than the kernel gives',
  (cores) => {
    const { CpuPeriod: periodUs = NaN, CpuQuota: quotaUs = NaN } = hostConfig(cores) ?? {};
    expect(quotaUs / periodUs).toBeCloseTo(cores, 3);
    expect(quotaUs).toBeGreaterThanOrEqual(1000);
    expect(periodUs).toBeLessThanOrEqual(100_000);
  },
);

test('without a quota there is none', () => {
  expect(hostConfig(null)).not.toHaveProperty('CpuQuota');
});
