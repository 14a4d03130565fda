import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import { notFound } from '../../../api/status.ts';
import type { UserInfo } from '../../../request/user-info.ts';
import type { AdmissionAttributes } from '../../admission.ts';

export interface StoredObjects {
  find(namespace: string, name: string): KubeObject | undefined;
}

export interface NodeRestrictionPorts {
  readonly pods: StoredObjects;
  readonly nodes: StoredObjects;
  readonly claims: StoredObjects;
  readonly volumes: StoredObjects;
  readonly csiDrivers: StoredObjects;
  /** Whether the user may `request-serviceaccounts-token-audience` on the audience, for an account. */
  mayRequestAudience(user: UserInfo, audience: string, namespace: string, account: string): Promise<boolean>;
}

/** What a node asks to write. */
export interface NodeRequest {
  readonly attributes: AdmissionAttributes;
  readonly nodeName: string;
  /** As messages name it. */
  readonly node: string;
  readonly ports: NodeRestrictionPorts;
}

/** @returns why the node may not, in upstream's words; undefined: it may */
export type Fault = string | undefined | Promise<string | undefined>;

export function nodeRequest(
  attributes: AdmissionAttributes,
  nodeName: string,
  ports: NodeRestrictionPorts,
): NodeRequest {
  return { attributes, nodeName, node: `node ${goQuote(nodeName)}`, ports };
}

/** @throws StatusError 404 */
export function existingPod({ ports, attributes }: NodeRequest, name: string): KubeObject {
  const pod = ports.pods.find(attributes.namespace, name);
  if (!pod) throw notFound({ group: '', resource: 'pod' }, name);
  return pod;
}

export function unexpectedOperation({ attributes }: NodeRequest): string {
  return `unexpected operation ${goQuote(attributes.operation)}`;
}
