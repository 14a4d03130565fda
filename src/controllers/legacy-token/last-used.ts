/** Marks secrets with the day on which their token was last used, so that those that nobody needs can be found. */
import type { KubeObject } from '../../api/object.ts';
import { LAST_USED } from '../../api/token-secret.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectResource, targetOfKey } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { DAY, dayOf } from './days.ts';

export const LEGACY_TOKEN_TRACKING = 'legacy-token-tracking-controller';

export class LastUsedLabels implements Controller {
  readonly name = LEGACY_TOKEN_TRACKING;
  readonly #ports: ControllerPorts;
  readonly #secrets: ObjectResource;
  /** Keys of secrets. */
  readonly #queue: WorkQueue<string>;

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#secrets = ports.objects.resource('', 'secrets');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: 1,
      process: (key) => unlessGone(() => this.#label(key)),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    this.#queue.start();
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  /** Called on every use: one of a day leads to a write. */
  readonly note = (namespace: string, name: string): void => {
    const key = `${this.#secrets.prefix}${namespace}/${name}`;
    if (this.#unlabelled(key)) this.#queue.add(key);
  };

  async #label(key: string): Promise<void> {
    const secret = this.#unlabelled(key);
    if (!secret) return;
    const labels = { [LAST_USED]: dayOf(this.#ports.clock.now()) };
    const patch = { metadata: { uid: secret.metadata.uid, labels } };
    await this.#ports.client.patch(targetOfKey(this.#secrets, key), 'merge', patch);
  }

  /** The secret, unless it has its label of today; of tomorrow, where clocks of servers differ. */
  #unlabelled(key: string): KubeObject | undefined {
    const { namespace, name } = nameOf(this.#secrets, key);
    const secret = this.#ports.objects.find(this.#secrets, namespace, name)?.object;
    const now = this.#ports.clock.now();
    const label = secret?.metadata.labels?.[LAST_USED];
    return label === dayOf(now) || label === dayOf(now + DAY) ? undefined : secret;
  }
}
