import { StatusError } from '../api/status.ts';
import type { Admission, AdmissionAttributes, AdmissionPlugin, Operation, Reinvocation } from './admission.ts';
import { type AdmissionObserver, type Phase, UNOBSERVED } from './observer.ts';

type Call = (plugin: AdmissionPlugin) => void | Promise<void>;
const OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/** All plugins that look at one write in one phase. */
interface Step {
  readonly phase: Phase;
  readonly attributes: AdmissionAttributes;
  readonly plugins: readonly AdmissionPlugin[];
  readonly call: Call;
}

/**
 * Runs the plugins in order: first all that mutate, later, inside the storage update, all that validate. When one of the
 * mutating plugins asks for it, all of them see the object once more: what a later one did may concern an earlier one.
 */
export class AdmissionChain implements Admission {
  readonly plugins: readonly AdmissionPlugin[];
  readonly #observer: AdmissionObserver;
  readonly #mutating: ReadonlyMap<Operation, readonly AdmissionPlugin[]>;
  readonly #validating: ReadonlyMap<Operation, readonly AdmissionPlugin[]>;

  constructor(plugins: readonly AdmissionPlugin[], observer: AdmissionObserver = UNOBSERVED) {
    this.plugins = plugins;
    this.#observer = observer;
    this.#mutating = byOperation(plugins.filter(({ admit }) => admit));
    this.#validating = byOperation(plugins.filter(({ validate }) => validate));
  }

  get names(): string[] {
    return this.plugins.map((plugin) => plugin.name);
  }

  mutate(attributes: AdmissionAttributes): void | Promise<void> {
    const plugins = this.#mutating.get(attributes.operation)!;
    const step = { phase: 'admit', attributes, plugins } as const;
    let isWanted = false;
    const first: Reinvocation = { isReinvocation: false, request: () => (isWanted = true) };
    const again = () => {
      if (isWanted) return this.#run({ ...step, call: (plugin) => plugin.admit!(attributes, SECOND) });
    };
    const running = this.#run({ ...step, call: (plugin) => plugin.admit!(attributes, first) });
    return running ? running.then(again) : again();
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    const plugins = this.#validating.get(attributes.operation)!;
    return this.#run({ phase: 'validate', attributes, plugins, call: (plugin) => plugin.validate!(attributes) });
  }

  #run(step: Step): void | Promise<void> {
    return this.#runFrom(0, step, this.#observer.now());
  }

  /** One after the other; without a promise as long as the plugins need none. @param start of the step */
  #runFrom(index: number, step: Step, start: number): void | Promise<void> {
    for (let i = index; i < step.plugins.length; i++) {
      const running = this.#call(step, step.plugins[i]!, start);
      if (running) return running.then(() => this.#runFrom(i + 1, step, start));
    }
    this.#tellStep(step, start, false);
  }

  #call(step: Step, plugin: AdmissionPlugin, start: number): void | Promise<void> {
    const began = this.#observer.now();
    const failed = (error: unknown) => this.#refused(step, plugin, error, began, start);
    let running: void | Promise<void>;
    try {
      running = step.call(plugin);
    } catch (error) {
      return failed(error);
    }
    if (running) return running.then(() => this.#passed(step, plugin, began), failed);
    this.#passed(step, plugin, began);
  }

  #passed({ phase, attributes }: Step, { name }: AdmissionPlugin, began: number): void {
    const seconds = (this.#observer.now() - began) / 1000;
    const { operation, witness } = attributes;
    this.#observer.plugin(name, { phase, operation, seconds, isRefused: false }, witness?.sees(name));
  }

  #refused(step: Step, { name }: AdmissionPlugin, error: unknown, began: number, start: number): never {
    const { phase, attributes } = step;
    const seconds = (this.#observer.now() - began) / 1000;
    const changed = attributes.witness?.sees(name);
    this.#observer.plugin(name, { phase, operation: attributes.operation, seconds, isRefused: true }, changed);
    this.#tellStep(step, start, true);
    if (error instanceof StatusError) error.refusedBy ??= name;
    throw error;
  }

  #tellStep({ phase, attributes }: Step, start: number, isRefused: boolean): void {
    const seconds = (this.#observer.now() - start) / 1000;
    this.#observer.step({ phase, operation: attributes.operation, seconds, isRefused });
  }
}

/** There is no third time. */
const SECOND: Reinvocation = { isReinvocation: true, request() {} };

function byOperation(plugins: readonly AdmissionPlugin[]): Map<Operation, AdmissionPlugin[]> {
  return new Map(OPERATIONS.map((operation) => [operation, plugins.filter((plugin) => plugin.handles(operation))]));
}
