import { BOOTSTRAP_TOKEN_NAMESPACE, expirationOf } from '../../api/bootstrap-token.ts';
import { isBootstrapToken } from '../bootstrap-tokens.ts';
import { type Controller, type ControllerPorts, hasReason, logFailures } from '../controller.ts';
import { nameOf, type ObjectChange, type ObjectResource, type StoredObject, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';

export const TOKEN_CLEANER = 'token-cleaner';

const CONCURRENCY = 1;
/** Timers do not reach further than 24 days. */
const LONGEST_WAIT = 24 * 60 * 60_000;

/** Deletes bootstrap tokens when they expire. */
export class TokenCleaner implements Controller {
  readonly name = TOKEN_CLEANER;
  readonly #ports: ControllerPorts;
  readonly #secrets: ObjectResource;
  /** By name, in kube-system. */
  readonly #queue: WorkQueue<string>;
  #stopWatching = () => {};

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#secrets = ports.objects.resource('', 'secrets');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (name) => this.#clean(name),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const add = (secret: StoredObject) => {
      if (isBootstrapToken(this.#secrets, secret)) this.#queue.add(nameOf(this.#secrets, secret.key).name);
    };
    this.#stopWatching = objects.watch(this.#secrets, ({ type, current }: ObjectChange) => {
      if (type !== 'DELETED') add(current);
    });
    for (const secret of objects.list(this.#secrets, BOOTSTRAP_TOKEN_NAMESPACE)) add(secret);
    this.#queue.start();
  }

  stop(): Promise<void> {
    this.#stopWatching();
    return this.#queue.stop();
  }

  async #clean(name: string): Promise<void> {
    const { objects, client, clock } = this.#ports;
    const secret = objects.find(this.#secrets, BOOTSTRAP_TOKEN_NAMESPACE, name)?.object;
    const expiresAt = secret && expirationOf(secret);
    if (secret === undefined || expiresAt === undefined) return;
    const left = expiresAt - clock.now();
    if (left > 0) {
      this.#queue.addAfter(name, Math.min(left, LONGEST_WAIT));
      return;
    }
    const target = targetOf(this.#secrets, BOOTSTRAP_TOKEN_NAMESPACE, name);
    await client.delete(target, { preconditions: { uid: secret.metadata.uid } }).catch((error: unknown) => {
      // Gone, or another of the same name: that one has been added by its own change.
      if (!hasReason(error, 'NotFound', 'Conflict')) throw error;
    });
  }
}
