/**
 * DenyServiceExternalIPs: nobody has a service take over addresses without being granted to.
 *
 * Threat (CVE-2020-8554): traffic to an address that a service claims goes to the service, whoever the address belongs to.
 * Upstream leaves the plugin off, and the addresses that load balancers report to everybody who writes the status.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips
 */
import type { V1LoadBalancerIngress, V1Service } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import { type Grants, howToGrant } from '../../grants.ts';

const EXTERNAL_IPS = 'externalips';
const INGRESS = 'loadbalanceringress';

export class DenyServiceExternalIPs implements AdmissionPlugin {
  readonly name = 'DenyServiceExternalIPs';
  readonly #grants: Grants;

  constructor(grants: Grants) {
    this.#grants = grants;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    if (!concerns(attributes, '', 'services', ['', 'status'])) return;
    const service = attributes.object as V1Service;
    const old = attributes.oldObject as V1Service | undefined;
    const gains = (of: (service: V1Service) => readonly string[]) => hasMore(of(service), old ? of(old) : []);
    // What was granted once may stay.
    const faults = [gains(externalIps) && EXTERNAL_IPS, gains(ingress) && INGRESS].filter((fault) => fault !== false);
    if (faults.length > 0) return this.#check(attributes, faults);
  }

  async #check(attributes: AdmissionAttributes, faults: readonly string[]): Promise<void> {
    for (const fault of faults) {
      if (await this.#grants.allows(attributes, fault)) continue;
      if (fault === EXTERNAL_IPS) throw refuse(attributes, 'Use of external IPs is denied by admission control');
      const why = 'new addresses of a load balancer are denied by admission control';
      throw refuse(attributes, `${why}; ${howToGrant(attributes, INGRESS)}`);
    }
  }
}

function externalIps({ spec }: V1Service): readonly string[] {
  return spec?.externalIPs ?? [];
}

function ingress({ status }: V1Service): readonly string[] {
  const points: V1LoadBalancerIngress[] = status?.loadBalancer?.ingress ?? [];
  return points.flatMap(({ ip, hostname }) => [ip, hostname]).filter((address) => address !== undefined);
}

function hasMore(now: readonly string[], before: readonly string[]): boolean {
  return now.some((address) => !before.includes(address));
}
