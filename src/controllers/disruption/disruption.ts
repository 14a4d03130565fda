/**
 * Counts what PodDisruptionBudgets are about, so that evictions know what is allowed.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
import { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { EventRecorder, type ToldEvent } from '../event-recorder.ts';
import { nameOf, type ObjectResource, type StoredObject, targetOfKey } from '../objects.ts';
import { Pacer } from '../pacer.ts';
import { WorkQueue } from '../work-queue.ts';
import { type BudgetStatus, judge, nothingAllowed } from './budget-status.ts';
import { expectedPods } from './expected-pods.ts';
import { Scales, UnknownScale } from './scales.ts';

export const DISRUPTION_CONTROLLER = 'disruption-controller';

const CONCURRENCY = 1;
const NO_PODS: ToldEvent = { type: 'Normal', reason: 'NoPods', message: 'No matching pods found' };

/** What a budget was found to be, and what is to be told of it. */
interface Finding {
  readonly status: BudgetStatus;
  readonly recheckIn?: number | undefined;
  readonly event: ToldEvent | undefined;
}

export class DisruptionController implements Controller {
  readonly name = DISRUPTION_CONTROLLER;
  readonly #ports: ControllerPorts;
  readonly #budgets: ObjectResource;
  readonly #pods: ObjectResource;
  readonly #scales: Scales;
  readonly #events: EventRecorder;
  /** Keys of budgets. */
  readonly #queue: WorkQueue<string>;
  #stops: (() => void)[] = [];

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#budgets = ports.objects.resource('policy', 'poddisruptionbudgets');
    this.#pods = ports.objects.resource('', 'pods');
    this.#scales = new Scales(ports.objects);
    this.#events = new EventRecorder('controllermanager', ports);
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (key) => unlessGone(() => this.#reconcile(key)),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const onBudget = objects.watch(this.#budgets, ({ type, current }) => {
      if (type !== 'DELETED') this.#queue.add(current.key);
    });
    const onPod = objects.watch(this.#pods, ({ current, previous }) => {
      this.#addBudgetsOf(current);
      if (previous) this.#addBudgetsOf(previous);
    });
    this.#stops = [onBudget, onPod];
    for (const { key } of objects.list(this.#budgets)) this.#queue.add(key);
    this.#queue.start();
  }

  stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    return this.#queue.stop();
  }

  #addBudgetsOf(pod: StoredObject): void {
    const { namespace } = nameOf(this.#pods, pod.key);
    for (const budget of this.#ports.objects.list(this.#budgets, namespace)) {
      if (selectorOf(budget.object)?.matches(pod.object.metadata.labels)) this.#queue.add(budget.key);
    }
  }

  async #reconcile(key: string): Promise<void> {
    const { namespace, name } = nameOf(this.#budgets, key);
    const budget = this.#ports.objects.find(this.#budgets, namespace, name)?.object;
    if (!budget) return;
    const pods = await this.#podsOf(budget, namespace);
    const { status, recheckIn, event } = this.#find(budget, pods, namespace);
    if (!deepEqual(status, budget.status ?? {})) {
      await this.#ports.client.update(
        { ...targetOfKey(this.#budgets, key), subresource: 'status' },
        { ...budget, status },
      );
      if (event) await this.#events.tell(budget, event);
    }
    if (recheckIn !== undefined) this.#queue.addAfter(key, recheckIn + 1);
  }

  /** In slices: a namespace may have many thousands, and none of them parsed yet. */
  async #podsOf(budget: KubeObject, namespace: string): Promise<KubeObject[]> {
    const selector = selectorOf(budget);
    const pacer = new Pacer();
    const pods: KubeObject[] = [];
    for (const stored of this.#ports.objects.list(this.#pods, namespace)) {
      if (pacer.due) await pacer.pause();
      if (selector?.matches(stored.object.metadata.labels)) pods.push(stored.object);
    }
    return pods;
  }

  #find(budget: KubeObject, pods: readonly KubeObject[], namespace: string): Finding {
    const { clock } = this.#ports;
    try {
      const expected = expectedPods(budget, pods, (reference) => this.#scales.find(reference, namespace));
      const event = expected.unmanaged.length > 0 ? unmanaged(budget) : pods.length === 0 ? NO_PODS : undefined;
      return { ...judge(budget, pods, expected, clock.now()), event };
    } catch (error) {
      if (!(error instanceof UnknownScale)) throw error;
      return { status: nothingAllowed(budget, error.message, clock.now()), event: failed(error.message) };
    }
  }
}

function selectorOf({ spec }: KubeObject): LabelSelector | undefined {
  return LabelSelector.fromObject(spec?.selector);
}

function failed(why: string): ToldEvent {
  const message = `Failed to calculate the number of expected pods: ${why}`;
  return { type: 'Warning', reason: 'CalculateExpectedPodCountFailed', message };
}

function unmanaged(budget: KubeObject): ToldEvent {
  const message =
    `Pods selected by this PodDisruptionBudget (selector: ${selectorOf(budget) ?? ''}) were found to be unmanaged. ` +
    'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
    'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
  return { type: 'Warning', reason: 'UnmanagedPods', message };
}
