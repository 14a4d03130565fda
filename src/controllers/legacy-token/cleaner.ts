/**
 * Puts tokens that nobody has used for long out of use, and deletes them when nobody has missed them for as long again.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#legacy-serviceaccount-token-cleaner
 */
import type { KubeObject } from '../../api/object.ts';
import { containersOf } from '../../api/pods/containers-of.ts';
import { readContainerReferences, readVolumeReferences } from '../../api/pods/references.ts';
import { INVALID_SINCE, TOKEN_SECRET_TYPE } from '../../api/token-secret.ts';
import { type Controller, type ControllerPorts, hasReason, logFailures } from '../controller.ts';
import { nameOf, type ObjectResource, type StoredObject, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { DAY, dayOf } from './days.ts';
import { judgeSecret, type Verdict } from './judge-secret.ts';
import { accountOf } from './token-secret.ts';
import { TOKEN_TRACKING, trackedSince } from './tracking.ts';

export const LEGACY_TOKEN_CLEANER = 'legacy-service-account-token-cleaner';

const ALL = 'all secrets';

export class LegacyTokenCleaner implements Controller {
  readonly name = LEGACY_TOKEN_CLEANER;
  readonly #ports: ControllerPorts;
  readonly #period: number;
  readonly #secrets: ObjectResource;
  readonly #queue: WorkQueue<typeof ALL>;

  /** @param period how long a token may go without use, in milliseconds */
  constructor(ports: ControllerPorts, period: number) {
    this.#ports = ports;
    this.#period = period;
    this.#secrets = ports.objects.resource('', 'secrets');
    this.#queue = new WorkQueue<typeof ALL>({
      clock: ports.clock,
      concurrency: 1,
      process: () => this.#look(),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    this.#queue.add(ALL);
    this.#queue.start();
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #look(): Promise<void> {
    const { clock, objects } = this.#ports;
    this.#queue.addAfter(ALL, DAY);
    const before = clock.now() - this.#period;
    const configMaps = objects.resource('', 'configmaps');
    const { namespace, name } = TOKEN_TRACKING;
    const since = trackedSince(objects.find(configMaps, namespace, name)?.object);
    // On its first day, uses may have been missed.
    if (since === undefined || before < since + DAY) return;
    const mounted = new Map<string, ReadonlySet<string>>();
    for (const stored of objects.list(this.#secrets)) {
      if (!stored.bytes.includes(TOKEN_SECRET_TYPE) || stored.object.type !== TOKEN_SECRET_TYPE) continue;
      await this.#carryOut(this.#judge(stored, before, mounted), stored);
    }
  }

  #judge({ key, object }: StoredObject, before: number, mounted: Map<string, ReadonlySet<string>>): Verdict {
    const { namespace, name } = nameOf(this.#secrets, key);
    return judgeSecret(object, before, {
      account: this.#accountOf(object, namespace),
      isMounted: () => {
        const names = mounted.get(namespace) ?? this.#mountedIn(namespace);
        mounted.set(namespace, names);
        return names.has(name);
      },
    });
  }

  #accountOf(secret: KubeObject, namespace: string): KubeObject | undefined {
    const { objects } = this.#ports;
    const meant = accountOf(secret);
    const account = meant && objects.find(objects.resource('', 'serviceaccounts'), namespace, meant.name)?.object;
    return meant?.uid && account?.metadata.uid !== meant.uid ? undefined : account;
  }

  #mountedIn(namespace: string): ReadonlySet<string> {
    const { objects } = this.#ports;
    const names = new Set<string>();
    for (const { object } of objects.list(objects.resource('', 'pods'), namespace)) addSecretNames(object, names);
    return names;
  }

  async #carryOut(verdict: Verdict, { key, object }: StoredObject): Promise<void> {
    if (verdict === 'keep') return;
    const { client, clock, log } = this.#ports;
    const { namespace, name } = nameOf(this.#secrets, key);
    const target = targetOf(this.#secrets, namespace, name);
    const { uid, resourceVersion } = object.metadata;
    log.info(verdict === 'delete' ? 'an unused token is deleted' : 'an unused token is invalid from now on', { key });
    try {
      if (verdict === 'delete') await client.delete(target, { preconditions: { uid, resourceVersion } });
      else await client.patch(target, 'merge', { metadata: { uid, labels: { [INVALID_SINCE]: dayOf(clock.now()) } } });
    } catch (error) {
      // Used, changed or gone meanwhile: the next look tells.
      if (!hasReason(error, 'NotFound', 'Conflict')) throw error;
    }
  }
}

function addSecretNames({ spec = {} }: KubeObject, names: Set<string>): void {
  const add = (kind: string, name: string | undefined) => {
    if (kind === 'secret' && name) names.add(name);
  };
  for (const { name } of spec.imagePullSecrets ?? []) add('secret', name);
  for (const container of containersOf(spec)) readContainerReferences(container, add);
  for (const volume of spec.volumes ?? []) readVolumeReferences(volume, add);
}
