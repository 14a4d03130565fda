/** Takes back what was said of pods that were to be disrupted, and never were (KEP-3329). */
import { type Condition, withCondition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { rfc3339 } from '../../api/time.ts';
import { cloneJson } from '../../util/clone.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectResource, type StoredObject, targetOfKey } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { DISRUPTION_CONTROLLER } from './disruption.ts';

const STALE_MILLISECONDS = 120_000;
const TYPE = 'DisruptionTarget';
/** In every pod that matters here: others are not parsed. */
const WORD = Buffer.from(`"${TYPE}"`);

export class StaleDisruptionTargets implements Controller {
  readonly name = DISRUPTION_CONTROLLER;
  readonly #ports: ControllerPorts;
  readonly #pods: ObjectResource;
  /** Keys of pods. */
  readonly #queue: WorkQueue<string>;
  #stopWatching = () => {};

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#pods = ports.objects.resource('', 'pods');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: 1,
      process: (key) => unlessGone(() => this.#reset(key)),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const add = ({ key, bytes }: StoredObject) => {
      if (bytes.includes(WORD)) this.#queue.add(key);
    };
    this.#stopWatching = objects.watch(this.#pods, ({ type, current }) => {
      if (type !== 'DELETED') add(current);
    });
    for (const pod of objects.list(this.#pods)) add(pod);
    this.#queue.start();
  }

  stop(): Promise<void> {
    this.#stopWatching();
    return this.#queue.stop();
  }

  async #reset(key: string): Promise<void> {
    const { objects, client, clock } = this.#ports;
    const { namespace, name } = nameOf(this.#pods, key);
    const found = objects.find(this.#pods, namespace, name)?.object;
    const since = found && standsSince(found);
    if (!found || since === undefined) return;
    const left = since + STALE_MILLISECONDS - clock.now();
    if (left > 0) {
      this.#queue.addAfter(key, left);
      return;
    }
    const pod = cloneJson(found);
    pod.status.conditions = withCondition(pod.status.conditions, { type: TYPE, status: 'False' }, rfc3339(clock.now()));
    await client.update({ ...targetOfKey(this.#pods, key), subresource: 'status' }, pod);
  }
}

/** @returns undefined when nothing is to be taken back: kubelets may take as long as they like to end a pod */
function standsSince({ metadata, status = {} }: KubeObject): number | undefined {
  const conditions: readonly Condition[] = status.conditions ?? [];
  const target = conditions.find(({ type }) => type === TYPE);
  const isOver = metadata.deletionTimestamp !== undefined || status.phase === 'Succeeded' || status.phase === 'Failed';
  if (isOver || target?.status !== 'True' || target.reason === 'TerminationByKubelet') return undefined;
  return Date.parse(target.lastTransitionTime ?? '') || 0;
}
