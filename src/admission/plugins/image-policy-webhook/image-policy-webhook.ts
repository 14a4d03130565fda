/**
 * ImagePolicyWebhook: which images may run is asked of a webhook.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#imagepolicywebhook
 */
import { hash } from 'node:crypto';
import type { V1Pod, V1PodSpec } from '../../../schema/generated/types.ts';
import { ExpiringCache } from '../../../util/expiring-cache.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import { type ImageReviewSpec, type ImageReviewStatus, imageReview, readImageReview } from './image-review.ts';

export interface ImagePolicyOptions {
  /** How long answers are good for, in milliseconds; 0: they are not kept. */
  readonly allowTtl: number;
  readonly denyTtl: number;
  /** Lets in what the webhook cannot be asked about. What it answers wrongly is refused all the same. */
  readonly defaultAllow: boolean;
}

export interface ImagePolicyPorts {
  /** Posts a review. @returns the answer, not yet decoded @throws Error that says why there is none */
  ask(review: object): Promise<unknown>;
  /** Milliseconds that only grow. */
  now(): number;
  onFailure(message: string): void;
}

const MOST_KEPT = 1024;
const AUDIT = 'imagepolicywebhook.image-policy.k8s.io/';
/** Of the pod, for the webhook to see: a reason to let it in none the less, a ticket. */
const PASSED_ON = '.image-policy.k8s.io/';

export class ImagePolicyWebhook implements AdmissionPlugin {
  readonly name = 'ImagePolicyWebhook';
  readonly #options: ImagePolicyOptions;
  readonly #ports: ImagePolicyPorts;
  readonly #kept: ExpiringCache<ImageReviewStatus>;

  constructor(options: ImagePolicyOptions, ports: ImagePolicyPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#kept = new ExpiringCache(MOST_KEPT, () => ports.now());
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE' || operation === 'UPDATE';
  }

  async validate(attributes: AdmissionAttributes): Promise<void> {
    if (!concerns(attributes, '', 'pods', ['', 'ephemeralcontainers'])) return;
    const status = await this.#review(attributes);
    if (!status) return;
    for (const [key, value] of status.auditAnnotations) attributes.annotate?.(AUDIT + key, value);
    if (status.allowed) return;
    if (status.reason === '') throw refuse(attributes, 'one or more images rejected by webhook backend');
    throw refuse(attributes, `image policy webhook backend denied one or more images: ${status.reason}`);
  }

  /** @returns undefined: it could not be asked, and that does not matter */
  async #review(attributes: AdmissionAttributes): Promise<ImageReviewStatus | undefined> {
    const spec = specOf(attributes);
    // Threat: what is asked is as long as whoever writes pods likes.
    const key = hash('sha256', JSON.stringify(spec), 'base64');
    const known = this.#kept.get(key);
    if (known) return known;
    const answer = await this.#ask(attributes, spec);
    if (answer === undefined) return undefined;
    const status = this.#read(attributes, answer.value);
    const ttl = status.allowed ? this.#options.allowTtl : this.#options.denyTtl;
    if (ttl > 0) this.#kept.set(key, status, ttl);
    return status;
  }

  async #ask(attributes: AdmissionAttributes, spec: ImageReviewSpec): Promise<{ value: unknown } | undefined> {
    try {
      return { value: await this.#ports.ask(imageReview(spec)) };
    } catch (error) {
      const { message } = error as Error;
      this.#ports.onFailure(message);
      if (!this.#options.defaultAllow) throw refuse(attributes, message);
      attributes.annotate?.(`${AUDIT}failed-open`, 'true');
      return undefined;
    }
  }

  #read(attributes: AdmissionAttributes, answer: unknown): ImageReviewStatus {
    try {
      return readImageReview(answer);
    } catch (error) {
      const message = `the image policy webhook answered wrongly: ${(error as Error).message}`;
      this.#ports.onFailure(message);
      throw refuse(attributes, message);
    }
  }
}

/** Threat: ephemeral containers come by a subresource of their own. The others were asked about when the pod was made. */
function specOf({ object, subresource, namespace }: AdmissionAttributes): ImageReviewSpec {
  const { metadata, spec = {} as V1PodSpec } = object as V1Pod;
  const { containers, initContainers = [], ephemeralContainers = [] } = spec;
  const asked = subresource === '' ? [...(containers ?? []), ...initContainers] : ephemeralContainers;
  const annotations = Object.entries(metadata?.annotations ?? {}).filter(([key]) => key.includes(PASSED_ON));
  return {
    containers: asked.map(({ image = '' }) => ({ image })),
    annotations: Object.fromEntries(annotations.sort(([left], [right]) => (left < right ? -1 : 1))),
    namespace,
  };
}
