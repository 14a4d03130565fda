/**
 * Empties namespaces that are being deleted, then lets them go.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-deletion
 */
import type { KubeObject } from '../../api/object.ts';
import { rfc3339 } from '../../api/time.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectChange, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { deletionConditions, type NamespaceCondition, type Remaining } from './conditions.ts';
import { awaitedContent, deleteContent } from './content.ts';

export const NAMESPACE_CONTROLLER = 'namespace-controller';

const FINALIZER = 'kubernetes';
const CONCURRENCY = 5;
/** How long changes of a namespace's content are gathered before it is looked at again. */
const GATHER_MILLISECONDS = 100;

export class NamespaceController implements Controller {
  readonly name = NAMESPACE_CONTROLLER;
  readonly #ports: ControllerPorts;
  readonly #namespaces: ObjectResource;
  readonly #queue: WorkQueue<string>;
  /** Namespaces that go on when something in them changes. */
  readonly #waiting = new Set<string>();
  #watches: (() => void)[] = [];

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#namespaces = ports.objects.resource('', 'namespaces');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (name) => this.#reconcile(name),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    const contents = objects.resources().filter(({ namespaced }) => namespaced);
    this.#watches = [
      objects.watch(this.#namespaces, ({ current }) => this.#onNamespace(current.key)),
      ...contents.map((resource) => objects.watch(resource, (change) => this.#onContent(resource, change))),
    ];
    for (const { key } of objects.list(this.#namespaces)) this.#onNamespace(key);
    this.#queue.start();
  }

  stop(): Promise<void> {
    for (const stop of this.#watches) stop();
    return this.#queue.stop();
  }

  #onNamespace(key: string): void {
    const { name } = nameOf(this.#namespaces, key);
    if (this.#deleted(name)) this.#queue.add(name);
    else this.#waiting.delete(name);
  }

  /** For every write to the cluster: nearly always there is nothing to do. */
  #onContent(resource: ObjectResource, { current }: ObjectChange): void {
    if (this.#waiting.size === 0) return;
    const { namespace } = nameOf(resource, current.key);
    if (this.#waiting.has(namespace)) this.#queue.addAfter(namespace, GATHER_MILLISECONDS);
  }

  /** The namespace, when it is being deleted and waits for this controller. */
  #deleted(name: string): KubeObject | undefined {
    const namespace = this.#ports.objects.find(this.#namespaces, '', name)?.object;
    const isDeleted = namespace?.metadata.deletionTimestamp !== undefined;
    return isDeleted && finalizersOf(namespace).includes(FINALIZER) ? namespace : undefined;
  }

  async #reconcile(name: string): Promise<void> {
    if (!this.#deleted(name)) return;
    // From here on: what changes while this runs is looked at behind it.
    this.#waiting.add(name);
    const failures = await deleteContent(name, this.#ports);
    const remaining = awaitedContent(this.#ports.objects, name);
    await unlessGone(() => this.#tell(name, remaining, failures));
    if (failures.length > 0) throw new Error(failures.join(', '));
    if (remaining.length === 0) await unlessGone(() => this.#finalize(name));
  }

  /** A namespace that goes at once is not written to first. */
  async #tell(name: string, remaining: readonly Remaining[], failures: readonly string[]): Promise<void> {
    const namespace = this.#deleted(name);
    if (!namespace) return;
    const old: readonly NamespaceCondition[] = namespace.status?.conditions ?? [];
    if (remaining.length === 0 && failures.length === 0 && old.length === 0 && !isHeldByOthers(namespace)) return;
    const conditions = deletionConditions(old, remaining, failures, rfc3339(this.#ports.clock.now()));
    if (deepEqual(conditions, old)) return;
    const target = { ...targetOf(this.#namespaces, '', name), subresource: 'status' };
    // Its role, upstream's, lets it update the status and not patch it.
    await this.#ports.client.update(target, { ...namespace, status: { ...namespace.status, conditions } });
  }

  /** With the resourceVersion of what was seen: whoever changes the namespace meanwhile is not overwritten. */
  async #finalize(name: string): Promise<void> {
    const namespace = this.#deleted(name);
    if (!namespace) return;
    const finalizers = finalizersOf(namespace).filter((finalizer) => finalizer !== FINALIZER);
    const target = { ...targetOf(this.#namespaces, '', name), subresource: 'finalize' };
    await this.#ports.client.update(target, { ...namespace, spec: { ...namespace.spec, finalizers } });
  }
}

/** It will be there for a while, for all to read what has become of its content. */
function isHeldByOthers(namespace: KubeObject): boolean {
  return [...finalizersOf(namespace), ...(namespace.metadata.finalizers ?? [])].some((one) => one !== FINALIZER);
}

function finalizersOf(namespace: KubeObject): readonly string[] {
  return namespace.spec?.finalizers ?? [];
}
