/** Which tokens a node may ask for: those of the pods that run on it, for what these are to talk to. */
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1BoundObjectReference, V1Pod, V1Volume } from '../../../schema/generated/types.ts';
import { existingPod, type Fault, type NodeRequest, type NodeRestrictionPorts } from './node-request.ts';

export function tokenFault(request: NodeRequest): Fault {
  const { operation, subresource, object } = request.attributes;
  if (operation !== 'CREATE' || subresource !== 'token') return undefined;
  const bound: V1BoundObjectReference = object!.spec?.boundObjectRef ?? {};
  const { apiVersion, kind, name, uid } = bound;
  if (apiVersion !== 'v1' || kind !== 'Pod' || !name) return 'node requested token not bound to a pod';
  if (!uid) return 'node requested token with a pod binding without a uid';
  const pod = existingPod(request, name);
  if (uid !== pod.metadata.uid) {
    return `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  }
  if (pod.spec?.nodeName !== request.nodeName) {
    return 'node requested token bound to a pod scheduled on a different node';
  }
  return audienceFault(request, pod);
}

/** Threat: a token that somebody else takes for the pod's. Nobody but whom the pod's volumes name is to be talked to. */
async function audienceFault({ attributes, ports }: NodeRequest, pod: KubeObject): Promise<string | undefined> {
  const audiences: string[] = attributes.object!.spec?.audiences ?? [];
  if (audiences.length > 1) return 'node may only request 0 or 1 audiences';
  const [audience = ''] = audiences;
  const volumes = (pod as V1Pod).spec?.volumes ?? [];
  if (volumes.some((volume) => usesAudience(volume, audience, pod, ports))) return undefined;
  const { user, namespace, name } = attributes;
  if (await ports.mayRequestAudience(user, audience, namespace, name)) return undefined;
  return `audience ${goQuote(audience)} not found in pod spec volume, ${user.name} is not authorized to request tokens for this audience`;
}

function usesAudience(volume: V1Volume, audience: string, pod: KubeObject, ports: NodeRestrictionPorts): boolean {
  const tokens = (volume.projected?.sources ?? []).flatMap(({ serviceAccountToken: token }) => token ?? []);
  if (tokens.some((token) => (token.audience ?? '') === audience)) return true;
  const driver = driverOf(volume, pod, ports);
  const requests: { audience?: string }[] = (driver && ports.csiDrivers.find('', driver)?.spec?.tokenRequests) || [];
  return requests.some((request) => (request.audience ?? '') === audience);
}

function driverOf(
  { name, csi, ephemeral, persistentVolumeClaim }: V1Volume,
  pod: KubeObject,
  ports: NodeRestrictionPorts,
): string | undefined {
  if (csi) return csi.driver;
  const claimName = ephemeral ? `${pod.metadata.name}-${name}` : persistentVolumeClaim?.claimName;
  const claim = claimName && ports.claims.find(pod.metadata.namespace!, claimName);
  const volumeName: string | undefined = claim ? claim.spec?.volumeName : undefined;
  return volumeName && ports.volumes.find('', volumeName)?.spec?.csi?.driver;
}
