import type Dockerode from 'dockerode';
import type { ServicePlan } from './service-plan.ts';

interface ContainerPlace {
  /** The cluster's network. */
  readonly network: string;
  readonly labels: Record<string, string>;
  /** Which address of the engine's machine ports are published on. */
  readonly publishOn: string;
}

/** A container that nothing but its plan decides: fixed address, ports on one address, labels. */
export function containerOptions(plan: ServicePlan, place: ContainerPlace): Dockerode.ContainerCreateOptions {
  const { network, labels, publishOn } = place;
  const { publish, mount, quotaCores } = plan;
  const port = publish === null ? null : `${publish.container}/tcp`;
  const binding = { HostIp: publishOn, HostPort: String(publish?.host ?? '') };
  return {
    name: `${network}-${plan.name}`,
    Image: plan.image,
    Labels: labels,
    Env: Object.entries(plan.environment).map(([name, value]) => `${name}=${value}`),
    ...(plan.command === null ? {} : { Cmd: [...plan.command] }),
    ...(port === null ? {} : { ExposedPorts: { [port]: {} } }),
    HostConfig: {
      NetworkMode: network,
      Init: true,
      // We read the output ourselves; the engine's copy, for `docker logs`, must not fill its disk.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '1' } },
      ...(port === null ? {} : { PortBindings: { [port]: [binding] } }),
      ...(mount === null ? {} : mountOptions(mount)),
      ...(quotaCores === null ? {} : quotaOptions(quotaCores)),
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: plan.address } } } },
  };
}

/** A tenth of the usual period: what has used its share of one waits milliseconds for the next, and not a tenth of a second. */
const QUOTA_PERIOD_US = 10_000;

/** The kernel gives no less at a time. */
const LEAST_QUOTA_US = 1000;

function quotaOptions(cores: number): Dockerode.HostConfig {
  const periodUs = Math.max(QUOTA_PERIOD_US, Math.ceil(LEAST_QUOTA_US / cores));
  return { CpuPeriod: periodUs, CpuQuota: Math.round(cores * periodUs) };
}

function mountOptions({ from, to }: { readonly from: string; readonly to: string }): Dockerode.HostConfig {
  return {
    Mounts: [{ Type: 'bind', Source: from, Target: to, ReadOnly: true }],
    // SELinux would keep the container from a folder labelled for its user; to relabel it would be worse.
    SecurityOpt: ['label=disable'],
  };
}
