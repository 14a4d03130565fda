/**
 * EndpointAddressRestriction: nobody sends the traffic of a service to pods of another namespace without being granted to.
 *
 * Threat (CVE-2021-25740): load balancers and ingresses reach pods that their namespace's people, and its network
 * policies, keep from everybody else; whoever may write endpoints has them sent there. Upstream does not look at it.
 * Loopback and link-local addresses (CVE-2021-25737) are refused by validation.
 */
import { type FieldPath, path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1EndpointSlice, V1Endpoints } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import { type Grants, howToGrant } from '../../grants.ts';

const GRANT = 'foreignaddresses';

export interface Pods {
  /** Whether the address is for pods, and none of the namespace has it. */
  isForeign(address: string, namespace: string): boolean;
  /** Resolves when all are known. */
  readonly synced: Promise<void>;
}

interface Located {
  readonly address: string;
  readonly at: FieldPath;
}

export class EndpointAddressRestriction implements AdmissionPlugin {
  readonly name = 'EndpointAddressRestriction';
  readonly #pods: Pods;
  readonly #grants: Grants;

  constructor(pods: Pods, grants: Grants) {
    this.#pods = pods;
    this.#grants = grants;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    const addressesOf = readerFor(attributes);
    if (!addressesOf) return;
    const { object, oldObject } = attributes;
    const before = new Set(oldObject ? addressesOf(oldObject).map(({ address }) => address) : []);
    const added = addressesOf(object!).filter(({ address }) => !before.has(address));
    if (added.length > 0) return this.#check(attributes, added);
  }

  /** Threat: whose pods they are is not told. */
  async #check(attributes: AdmissionAttributes, added: readonly Located[]): Promise<void> {
    await this.#pods.synced;
    const foreign = added.find(({ address }) => this.#pods.isForeign(address, attributes.namespace));
    if (!foreign || (await this.#grants.allows(attributes, GRANT))) return;
    const why = `${foreign.at}: ${foreign.address} is an address of pods, and of none in this namespace`;
    throw refuse(attributes, `${why}; ${howToGrant(attributes, GRANT)}`);
  }
}

function readerFor(attributes: AdmissionAttributes): ((object: KubeObject) => Located[]) | undefined {
  if (concerns(attributes, 'discovery.k8s.io', 'endpointslices')) return ofSlice;
  return concerns(attributes, '', 'endpoints') ? ofEndpoints : undefined;
}

function ofSlice(object: KubeObject): Located[] {
  const { endpoints } = object as V1EndpointSlice;
  return (endpoints ?? []).flatMap(({ addresses }, position) => {
    const at = path('endpoints').index(position).child('addresses');
    return (addresses ?? []).map((address, index) => ({ address, at: at.index(index) }));
  });
}

function ofEndpoints(object: KubeObject): Located[] {
  const { subsets = [] } = object as V1Endpoints;
  return subsets.flatMap((subset, position) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap((list) => {
      const at = path('subsets').index(position).child(list);
      return (subset[list] ?? []).map(({ ip = '' }, index) => ({ address: ip, at: at.index(index).child('ip') }));
    }),
  );
}
