/**
 * AlwaysPullImages: every image is pulled anew, so that nobody runs a private image that another's credentials brought to
 * the node. https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwayspullimages
 */
import { type FieldPath, notSupported, path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import { locatedContainersOf } from '../../../api/pods/containers-of.ts';
import type { V1PodSpec, V1Volume } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';

const ALWAYS = 'Always';
const SPEC = path('spec');

/** An image that a container runs or a volume holds. */
interface Pull {
  readonly image: string | undefined;
  readonly policy: string | undefined;
  readonly at: FieldPath;
  /** Who wants it, the same in every version of the pod. */
  readonly by: string;
  pullAlways(): void;
}

export class AlwaysPullImages implements AdmissionPlugin {
  readonly name = 'AlwaysPullImages';
  readonly mutates = ['pods'];

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  /**
   * What was set stays set, where upstream does nothing: who applies a pod anew without the policy that they own by
   * default would get another default, and be told that it may not change.
   */
  admit(attributes: AdmissionAttributes): void {
    if (!concernsImages(attributes)) return;
    const settled = bringsImages(attributes) ? undefined : alwaysPulledBy(specOf(attributes.oldObject));
    for (const pull of pullsOf(specOf(attributes.object))) {
      if (!settled || settled.has(pull.by)) pull.pullAlways();
    }
  }

  /** Another plugin, or a webhook, may have changed it since. */
  validate(attributes: AdmissionAttributes): void {
    if (!concernsImages(attributes) || !bringsImages(attributes)) return;
    const wrong = pullsOf(specOf(attributes.object)).filter(({ policy }) => policy !== ALWAYS);
    if (wrong.length === 0) return;
    throw refuse(attributes, wrong.map(({ policy, at }) => `${notSupported(at, policy ?? '', [ALWAYS])}`).join(', '));
  }
}

/** Threat: ephemeral containers come by a subresource of their own. */
function concernsImages(attributes: AdmissionAttributes): boolean {
  return concerns(attributes, '', 'pods', ['', 'ephemeralcontainers']);
}

function bringsImages(attributes: AdmissionAttributes): boolean {
  if (attributes.operation !== 'UPDATE') return true;
  const before = new Set(pullsOf(specOf(attributes.oldObject)).map(({ image }) => image));
  return pullsOf(specOf(attributes.object)).some(({ image }) => !before.has(image));
}

function alwaysPulledBy(spec: V1PodSpec): Set<string> {
  return new Set(pullsOf(spec).flatMap(({ policy, by }) => (policy === ALWAYS ? [by] : [])));
}

function specOf(pod: KubeObject | undefined): V1PodSpec {
  return pod?.spec ?? ({} as V1PodSpec);
}

function pullsOf(spec: V1PodSpec): Pull[] {
  const containers = locatedContainersOf(spec, SPEC).map(({ container, at }) => ({
    image: container.image,
    policy: container.imagePullPolicy,
    at: at.child('imagePullPolicy'),
    by: `container ${container.name}`,
    pullAlways: () => {
      container.imagePullPolicy = ALWAYS;
    },
  }));
  return [...containers, ...(spec.volumes ?? []).flatMap(volumePulls)];
}

function volumePulls({ name, image }: V1Volume, position: number): Pull[] {
  if (!image) return [];
  const pull = {
    image: image.reference,
    policy: image.pullPolicy,
    at: SPEC.child('volumes').index(position).child('image', 'pullPolicy'),
    by: `volume ${name}`,
    pullAlways: () => {
      image.pullPolicy = ALWAYS;
    },
  };
  return [pull];
}
