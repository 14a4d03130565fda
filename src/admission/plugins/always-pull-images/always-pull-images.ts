/**
 * AlwaysPullImages: every image is pulled anew, so that nobody runs a private image that another's credentials brought to
 * the node. https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages
 */
import { type FieldPath, notSupported, path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import { containersOf, locatedContainersOf } from '../../../api/pods/containers-of.ts';
import type { V1PodSpec } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';

const ALWAYS = 'Always';
const SPEC = path('spec');

interface Pulled {
  readonly policy: string | undefined;
  readonly at: FieldPath;
}

export class AlwaysPullImages implements AdmissionPlugin {
  readonly name = 'AlwaysPullImages';
  readonly mutates = ['pods'];

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!bringsImages(attributes)) return;
    const spec = specOf(attributes.object);
    for (const container of containersOf(spec)) container.imagePullPolicy = ALWAYS;
    for (const { image } of spec.volumes ?? []) if (image) image.pullPolicy = ALWAYS;
  }

  /** Another plugin, or a webhook, may have changed it since. */
  validate(attributes: AdmissionAttributes): void {
    if (!bringsImages(attributes)) return;
    const wrong = pulledBy(specOf(attributes.object)).filter(({ policy }) => policy !== ALWAYS);
    if (wrong.length === 0) return;
    throw refuse(attributes, wrong.map(({ policy, at }) => `${notSupported(at, policy ?? '', [ALWAYS])}`).join(', '));
  }
}

/** Threat: ephemeral containers come by a subresource of their own. */
function bringsImages(attributes: AdmissionAttributes): boolean {
  if (!concerns(attributes, '', 'pods', ['', 'ephemeralcontainers'])) return false;
  if (attributes.operation !== 'UPDATE') return true;
  const before = imagesOf(specOf(attributes.oldObject));
  return [...imagesOf(specOf(attributes.object))].some((image) => !before.has(image));
}

function specOf(pod: KubeObject | undefined): V1PodSpec {
  return pod?.spec ?? ({} as V1PodSpec);
}

function imagesOf(spec: V1PodSpec): Set<string | undefined> {
  const volumes = (spec.volumes ?? []).flatMap(({ image }) => (image ? [image.reference] : []));
  return new Set([...containersOf(spec).map(({ image }) => image), ...volumes]);
}

function pulledBy(spec: V1PodSpec): Pulled[] {
  const containers = locatedContainersOf(spec, SPEC).map(({ container, at }) => ({
    policy: container.imagePullPolicy,
    at: at.child('imagePullPolicy'),
  }));
  const volumes = (spec.volumes ?? []).flatMap(({ image }, position): Pulled[] => {
    const at = SPEC.child('volumes').index(position).child('image', 'pullPolicy');
    return image ? [{ policy: image.pullPolicy, at }] : [];
  });
  return [...containers, ...volumes];
}
