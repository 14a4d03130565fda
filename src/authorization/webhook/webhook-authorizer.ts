/** Asks somebody else: https://kubernetes.io/docs/reference/access-authn-authz/webhook/ */
import { ExpiringCache } from '../../util/expiring-cache.ts';
import type { Attributes, Authorizer, Decision, SubjectRules } from '../authorizer.ts';
import { type ReviewSpec, type ReviewStatus, type ReviewVersion, readStatus, review, reviewSpec } from './review.ts';

export interface WebhookAuthorizerOptions {
  readonly name: string;
  readonly version: ReviewVersion;
  /** How long answers are kept, in milliseconds; 0: not at all. */
  readonly authorizedTtl: number;
  readonly unauthorizedTtl: number;
  /** What is decided when the webhook cannot be asked, or cannot be known to be meant. */
  readonly failurePolicy: 'NoOpinion' | 'Deny';
}

export interface WebhookAuthorizerPorts {
  /** Posts a review. @returns the answer, not yet decoded @throws when there is none */
  ask(review: object): Promise<unknown>;
  /** Whether the webhook is meant for such requests. @throws when that cannot be told */
  matches(spec: ReviewSpec): boolean;
  /** Milliseconds that only grow. */
  now(): number;
  observe(event: WebhookEvent): void;
  onFailure(error: unknown): void;
}

/** What became of a question that no kept answer decided. `unmatchable`: whether it is meant cannot be told. */
export type WebhookEvent = 'answered' | 'unanswered' | 'excluded' | 'unmatchable';

/** Upstream's bounds. */
const MOST_ANSWERS = 8192;
const LONGEST_KEPT = 10_000;

const SKIPPED: Decision = { outcome: 'no-opinion', reason: '' };
const UNKNOWN_RULES: SubjectRules = {
  resourceRules: [],
  nonResourceRules: [],
  incomplete: 'webhook authorizer does not support user rule resolution',
};

export class WebhookAuthorizer implements Authorizer {
  readonly name: string;
  readonly #options: WebhookAuthorizerOptions;
  readonly #ports: WebhookAuthorizerPorts;
  readonly #answers: ExpiringCache<ReviewStatus>;

  constructor(options: WebhookAuthorizerOptions, ports: WebhookAuthorizerPorts) {
    this.name = options.name;
    this.#options = options;
    this.#ports = ports;
    this.#answers = new ExpiringCache(MOST_ANSWERS, () => ports.now());
  }

  authorize(attributes: Attributes): Decision | Promise<Decision> {
    const spec = reviewSpec(attributes);
    try {
      if (!this.#ports.matches(spec)) return this.#exclude();
    } catch (error) {
      return this.#fail('unmatchable', error);
    }
    const key = isSmall(attributes) ? JSON.stringify(spec) : undefined;
    const kept = key === undefined ? undefined : this.#answers.get(key);
    return kept ? decisionOf(kept) : this.#ask(spec, key);
  }

  /** Only the webhook knows, and it is asked about one thing at a time. */
  rulesFor(): SubjectRules {
    return UNKNOWN_RULES;
  }

  async #ask(spec: ReviewSpec, key: string | undefined): Promise<Decision> {
    const { version, authorizedTtl, unauthorizedTtl } = this.#options;
    try {
      const status = readStatus(version, await this.#ports.ask(review(version, spec)));
      const ttl = status.allowed ? authorizedTtl : unauthorizedTtl;
      if (key !== undefined && ttl > 0) this.#answers.set(key, status, ttl);
      this.#ports.observe('answered');
      return decisionOf(status);
    } catch (error) {
      return this.#fail('unanswered', error);
    }
  }

  #exclude(): Decision {
    this.#ports.observe('excluded');
    return SKIPPED;
  }

  #fail(event: WebhookEvent, error: unknown): Decision {
    this.#ports.observe(event);
    this.#ports.onFailure(error);
    if (this.#options.failurePolicy === 'NoOpinion') return SKIPPED;
    // Threat: the error may say what is where in the network; it is for the log.
    return { outcome: 'deny', reason: `the authorization webhook ${this.name} could not decide`, failed: true };
  }
}

/** Both at once is an error of the webhook's, and a denial. */
function decisionOf({ allowed, denied, reason }: ReviewStatus): Decision {
  if (denied) return { outcome: 'deny', reason };
  return { outcome: allowed ? 'allow' : 'no-opinion', reason };
}

/** Threat: the memory that answers take must not be for those who ask to choose. */
function isSmall({
  namespace,
  verb,
  group,
  version,
  resource,
  subresource,
  name,
  path,
  ...others
}: Attributes): boolean {
  const texts = [namespace, verb, group, version, resource, subresource, name, path];
  const { fieldSelector = [], labelSelector = [] } = others;
  for (const { key, values } of [...fieldSelector, ...labelSelector]) texts.push(key, ...values);
  return texts.reduce((size, text) => size + text.length, 0) < LONGEST_KEPT;
}
