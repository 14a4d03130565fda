import type { Controller, ControllerPorts } from '../controller.ts';
import { KeptObjects } from '../kept-objects.ts';
import { type ClusterInfo, clusterInfo } from './cluster-info.ts';
import { discoveryRole } from './discovery-role.ts';
import { type ExtensionAuthentication, extensionAuthentication } from './extension-authentication.ts';

export const CLUSTER_AUTHENTICATION = 'cluster-authentication-trust-controller';

/** What the cluster tells of itself to those who have to trust it. */
export interface ClusterTrust {
  readonly info: ClusterInfo;
  readonly extensions: ExtensionAuthentication;
}

export interface ClusterTrustSource {
  current(): ClusterTrust;
  onChange(listener: () => void): void;
}

/** Publishes whom to trust, and goes on doing so when it changes. */
export function clusterAuthentication(trust: ClusterTrustSource, ports: ControllerPorts): Controller {
  const kept = [
    clusterInfo(ports.objects, () => trust.current().info),
    ...discoveryRole(ports.objects),
    extensionAuthentication(ports.objects, () => trust.current().extensions),
  ];
  const keeper = new KeptObjects(CLUSTER_AUTHENTICATION, kept, ports);
  trust.onChange(() => keeper.checkAll());
  return keeper;
}
