import {
  type Controller,
  type ControllerPorts,
  isNamespaceTerminating,
  logFailures,
  unlessGone,
} from './controller.ts';
import { type KeptObject, keep } from './kept-object.ts';
import { nameOf, type ObjectChange, type ObjectResource } from './objects.ts';
import { WorkQueue } from './work-queue.ts';

export interface KeptInNamespaces {
  readonly controller: string;
  readonly resource: ObjectResource;
  readonly objectName: string;
  /** What to keep in one namespace. */
  in(namespace: string): KeptObject;
}

const CONCURRENCY = 5;

/** Keeps an object of the same name in every namespace that is not being deleted. */
export class NamespacesKeeper implements Controller {
  readonly name: string;
  readonly #kept: KeptInNamespaces;
  readonly #ports: ControllerPorts;
  readonly #namespaces: ObjectResource;
  /** By namespace. */
  readonly #queue: WorkQueue<string>;
  #watches: (() => void)[] = [];

  constructor(kept: KeptInNamespaces, ports: ControllerPorts) {
    this.name = kept.controller;
    this.#kept = kept;
    this.#ports = ports;
    this.#namespaces = ports.objects.resource('', 'namespaces');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (namespace) => this.#reconcile(namespace),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  /** Resolves when every namespace has been seen to once. */
  start(): Promise<void> {
    const { objects } = this.#ports;
    const { resource, objectName } = this.#kept;
    const ending = `/${objectName}`;
    const onNamespace = ({ type, current }: ObjectChange) => {
      if (type === 'ADDED') this.#queue.add(nameOf(this.#namespaces, current.key).name);
    };
    const onObject = ({ current }: ObjectChange) => {
      if (current.key.endsWith(ending)) this.#queue.add(nameOf(resource, current.key).namespace);
    };
    this.#watches = [objects.watch(this.#namespaces, onNamespace), objects.watch(resource, onObject)];
    this.checkAll();
    this.#queue.start();
    return this.#queue.idle();
  }

  /** What is to be kept has changed. */
  checkAll(): void {
    for (const { key } of this.#ports.objects.list(this.#namespaces))
      this.#queue.add(nameOf(this.#namespaces, key).name);
  }

  stop(): Promise<void> {
    for (const stop of this.#watches) stop();
    return this.#queue.stop();
  }

  async #reconcile(name: string): Promise<void> {
    const namespace = this.#ports.objects.find(this.#namespaces, '', name)?.object;
    if (!namespace || namespace.metadata.deletionTimestamp !== undefined) return;
    await unlessGone(() => keep(this.#kept.in(name), this.#ports)).catch(ignoreTerminating);
  }
}

/** The namespace was marked after it had been looked at: it needs nothing any more. */
function ignoreTerminating(error: unknown): void {
  if (!isNamespaceTerminating(error)) throw error;
}
