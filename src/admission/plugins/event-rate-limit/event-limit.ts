import { hash } from 'node:crypto';
import type { Clock } from '../../../util/clock.ts';
import { ExpiringCache } from '../../../util/expiring-cache.ts';
import { Throttle } from '../../../util/throttle.ts';
import type { AdmissionAttributes } from '../../admission.ts';

/** What a limit is for: all events, or those of one namespace, of one user, of one source about one object. */
export const LIMIT_TYPES = ['Namespace', 'Server', 'SourceAndObject', 'User'] as const;
export type LimitType = (typeof LIMIT_TYPES)[number];

export interface EventLimitOptions {
  readonly type: LimitType;
  /** Events a second, in the long run. */
  readonly qps: number;
  /** Events at once. */
  readonly burst: number;
  /** How many namespaces, users or sources are counted at most; 0: upstream's 4096. */
  readonly cacheSize: number;
}

const USUAL_CACHE_SIZE = 4096;

/** One limit, kept for each of those that it is for. When there are too many, who was quiet for longest starts afresh. */
export class EventLimit {
  readonly #options: EventLimitOptions;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #throttles: ExpiringCache<Throttle>;

  constructor(options: EventLimitOptions, clock: Pick<Clock, 'now'>) {
    this.#options = options;
    this.#clock = clock;
    this.#throttles = new ExpiringCache(options.cacheSize || USUAL_CACHE_SIZE, () => clock.now());
  }

  /** Counts an event. @returns why it is too many */
  refusalOf(attributes: AdmissionAttributes): string | undefined {
    const { type } = this.#options;
    const key = KEYS[type](attributes);
    return this.#throttleOf(key).tryTake() ? undefined : `limit reached on type ${type} for key ${key}`;
  }

  #throttleOf(key: string): Throttle {
    // Threat: the parts of an event may be long, and are kept for as many as there are.
    const digest = hash('sha256', key, 'base64');
    const known = this.#throttles.get(digest);
    if (known) return known;
    const { qps, burst } = this.#options;
    const throttle = new Throttle(qps, burst, this.#clock);
    this.#throttles.set(digest, throttle, Number.POSITIVE_INFINITY);
    return throttle;
  }
}

const KEYS: Readonly<Record<LimitType, (attributes: AdmissionAttributes) => string>> = {
  Server: () => '',
  Namespace: ({ namespace }) => namespace,
  User: ({ user }) => user.name,
  SourceAndObject: sourceAndObject,
};

/** In events.k8s.io the same is called differently. */
function sourceAndObject({ object }: AdmissionAttributes): string {
  const source = object?.source ?? object?.deprecatedSource ?? {};
  const about = object?.involvedObject ?? object?.regarding ?? {};
  const { kind, namespace, name, uid, apiVersion } = about;
  return [source.component, source.host, kind, namespace, name, uid, apiVersion].join('');
}
