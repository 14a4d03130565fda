/** The controllers of the control plane, each with a client and an identity of its own. */
import { BOOTSTRAP_CONTROLLER, BootstrapController } from '../controllers/bootstrap/bootstrap.ts';
import type { ServerEndpoint } from '../controllers/bootstrap/kubernetes-service.ts';
import type { CsrSignerOptions } from '../controllers/certificates/signer.ts';
import {
  CLUSTER_AUTHENTICATION,
  type ClusterTrustSource,
  clusterAuthentication,
} from '../controllers/cluster-authentication/cluster-authentication.ts';
import {
  CLUSTER_ROLE_AGGREGATION,
  ClusterRoleAggregation,
} from '../controllers/cluster-role-aggregation/cluster-role-aggregation.ts';
import type { Controller, ControllerLog, ControllerPorts } from '../controllers/controller.ts';
import { DISRUPTION_CONTROLLER, DisruptionController } from '../controllers/disruption/disruption.ts';
import { StaleDisruptionTargets } from '../controllers/disruption/stale-targets.ts';
import { GARBAGE_COLLECTOR, GarbageCollector } from '../controllers/garbage-collector/garbage-collector.ts';
import { NAMESPACE_CONTROLLER, NamespaceController } from '../controllers/namespace/namespace.ts';
import { POLICY_STATUS, PolicyStatus } from '../controllers/policy-status/policy-status.ts';
import { keepPublicInfo, RBAC_DEFAULTS, RbacDefaults } from '../controllers/rbac-defaults/rbac-defaults.ts';
import { ROOT_CA_PUBLISHER, rootCaPublisher, type TrustBundle } from '../controllers/root-ca/root-ca.ts';
import {
  SERVICE_ACCOUNT_CONTROLLER,
  serviceAccountController,
} from '../controllers/service-account/service-account.ts';
import { SERVICE_CIDRS, SERVICE_CIDRS_ACCOUNT, ServiceCidrs } from '../controllers/service-cidrs/service-cidrs.ts';
import { DefaultClassAssignment, PV_BINDER } from '../controllers/storage/default-class.ts';
import {
  attributesClassProtection,
  claimProtection,
  PV_PROTECTION,
  PVC_PROTECTION,
  VAC_PROTECTION,
  volumeProtection,
} from '../controllers/storage/protections.ts';
import { GROUP_AUTHENTICATED, type UserInfo } from '../request/user-info.ts';
import type { Clock } from '../util/clock.ts';
import type { Api } from './api.ts';
import { API_SERVER } from './api-server-user.ts';
import { bootstrapTokenControllers } from './bootstrap-tokens.ts';
import { certificateControllers } from './certificates.ts';
import { type CredentialsOptions, credentialControllers } from './credentials.ts';
import { legacyTokenControllers } from './service-account-tokens.ts';
import { typeCheck } from './type-check.ts';

export interface ControllersOptions {
  readonly clock: Clock;
  readonly log: ControllerLog;
  /** Canonical; the first is the range of the kubernetes Service. */
  readonly serviceCidrs: readonly string[];
  readonly endpoint: ServerEndpoint;
  /** The cluster's certificate authorities. */
  readonly trusted: TrustBundle;
  readonly signing: CsrSignerOptions;
  readonly credentials: CredentialsOptions;
  /** What is published of the cluster. */
  readonly published: ClusterTrustSource;
}

export interface Controllers {
  /** Resolves when the cluster has what every cluster has. */
  readonly ready: Promise<void>;
  /** Resolves when no controller writes any more. */
  stop(): Promise<void>;
}

/** What has to be there before the server listens. */
export function beforeListening({ objects, client }: Pick<Api, 'objects' | 'client'>): Promise<void> {
  return keepPublicInfo({ objects, client: client(API_SERVER, RBAC_DEFAULTS) });
}

export function startControllers(
  api: Pick<Api, 'objects' | 'client' | 'tokens' | 'registry'>,
  options: ControllersOptions,
): Controllers {
  const { clock, log } = options;
  const portsOf = (name: string, user = serviceAccount(name)): ControllerPorts => {
    return { objects: api.objects, client: api.client(user, name), clock, log };
  };
  const sharedPortsOf = (name: string, account: string) => portsOf(name, serviceAccount(account));
  // In stages: what a controller may do is there before it starts. Readiness waits for the first three.
  return startInStages([
    [new BootstrapController(options, portsOf(BOOTSTRAP_CONTROLLER, API_SERVER))],
    [new RbacDefaults(portsOf(RBAC_DEFAULTS, API_SERVER))],
    [
      new ClusterRoleAggregation(portsOf(CLUSTER_ROLE_AGGREGATION)),
      serviceAccountController(portsOf(SERVICE_ACCOUNT_CONTROLLER)),
      rootCaPublisher(options.trusted, portsOf(ROOT_CA_PUBLISHER)),
      clusterAuthentication(options.published, portsOf(CLUSTER_AUTHENTICATION, API_SERVER)),
    ],
    [
      new NamespaceController(portsOf(NAMESPACE_CONTROLLER)),
      new GarbageCollector(portsOf(GARBAGE_COLLECTOR)),
      new DisruptionController(portsOf(DISRUPTION_CONTROLLER)),
      new StaleDisruptionTargets(portsOf(DISRUPTION_CONTROLLER)),
      new ServiceCidrs(sharedPortsOf(SERVICE_CIDRS, SERVICE_CIDRS_ACCOUNT)),
      claimProtection(portsOf(PVC_PROTECTION)),
      volumeProtection(portsOf(PV_PROTECTION)),
      attributesClassProtection(portsOf(VAC_PROTECTION)),
      new DefaultClassAssignment(portsOf(PV_BINDER)),
      new PolicyStatus(typeCheck(api.registry), portsOf(POLICY_STATUS)),
      ...certificateControllers(options.signing, sharedPortsOf),
      ...legacyTokenControllers(api.tokens, options.trusted, (name) => portsOf(name, API_SERVER), portsOf),
      ...bootstrapTokenControllers(portsOf),
      ...credentialControllers(options.credentials, () => clock.now(), sharedPortsOf),
    ],
  ]);
}

/** A controller may do what the role of its service account says. */
function serviceAccount(controller: string): UserInfo {
  return {
    name: `system:serviceaccount:kube-system:${controller}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', GROUP_AUTHENTICATED],
  };
}

function startInStages(stages: readonly (readonly Controller[])[]): Controllers {
  const started: Controller[] = [];
  let stopped = false;
  const start = async () => {
    for (const stage of stages) {
      if (stopped) return;
      started.push(...stage);
      await Promise.all(stage.map((controller) => controller.start()));
    }
  };
  return {
    ready: start(),
    async stop() {
      stopped = true;
      await Promise.all(started.map((controller) => controller.stop()));
    },
  };
}
