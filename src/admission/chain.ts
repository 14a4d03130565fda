import type { Admission, AdmissionAttributes, AdmissionPlugin, Operation, Reinvocation } from './admission.ts';

type Step = (plugin: AdmissionPlugin) => void | Promise<void>;
const OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

/**
 * Runs the plugins in order: first all that mutate, later, inside the storage update, all that validate. When one of the
 * mutating plugins asks for it, all of them see the object once more: what a later one did may concern an earlier one.
 */
export class AdmissionChain implements Admission {
  readonly plugins: readonly AdmissionPlugin[];
  readonly #mutating: ReadonlyMap<Operation, readonly AdmissionPlugin[]>;
  readonly #validating: ReadonlyMap<Operation, readonly AdmissionPlugin[]>;

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.plugins = plugins;
    this.#mutating = byOperation(plugins.filter(({ admit }) => admit));
    this.#validating = byOperation(plugins.filter(({ validate }) => validate));
  }

  get names(): string[] {
    return this.plugins.map((plugin) => plugin.name);
  }

  mutate(attributes: AdmissionAttributes): void | Promise<void> {
    const plugins = this.#mutating.get(attributes.operation)!;
    let isWanted = false;
    const first: Reinvocation = { isReinvocation: false, request: () => (isWanted = true) };
    const again = () => {
      if (isWanted) return inTurn(plugins, (plugin) => plugin.admit!(attributes, SECOND));
    };
    const running = inTurn(plugins, (plugin) => plugin.admit!(attributes, first));
    return running ? running.then(again) : again();
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    return inTurn(this.#validating.get(attributes.operation)!, (plugin) => plugin.validate!(attributes));
  }
}

/** There is no third time. */
const SECOND: Reinvocation = { isReinvocation: true, request() {} };

function byOperation(plugins: readonly AdmissionPlugin[]): Map<Operation, AdmissionPlugin[]> {
  return new Map(OPERATIONS.map((operation) => [operation, plugins.filter((plugin) => plugin.handles(operation))]));
}

/** One after the other; without a promise as long as the plugins need none. */
function inTurn(plugins: readonly AdmissionPlugin[], step: Step): void | Promise<void> {
  for (const [index, plugin] of plugins.entries()) {
    const running = step(plugin);
    if (running) return running.then(() => inTurn(plugins.slice(index + 1), step));
  }
}
