/**
 * Tells in the status of validating admission policies what does not fit the types of what they are for.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking
 */
import type { KubeObject } from '../../api/object.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';

export const POLICY_STATUS = 'validatingadmissionpolicy-status-controller';

/** admissionregistration.k8s.io/v1 ExpressionWarning. */
export interface ExpressionWarning {
  readonly fieldRef?: string;
  readonly warning?: string;
}

/** Port: checks the types in a policy's expressions. */
export type TypeCheck = (policy: KubeObject) => Promise<readonly ExpressionWarning[]>;

export class PolicyStatus implements Controller {
  readonly name = POLICY_STATUS;
  readonly #check: TypeCheck;
  readonly #ports: ControllerPorts;
  readonly #resource: ObjectResource;
  readonly #queue: WorkQueue<string>;
  #stopWatching = () => {};

  constructor(check: TypeCheck, ports: ControllerPorts) {
    this.#check = check;
    this.#ports = ports;
    this.#resource = ports.objects.resource('admissionregistration.k8s.io', 'validatingadmissionpolicies');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: 1,
      process: (name) => this.#reconcile(name),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  start(): void {
    const { objects } = this.#ports;
    this.#stopWatching = objects.watch(this.#resource, ({ type, current }) => {
      if (type !== 'DELETED') this.#queue.add(nameOf(this.#resource, current.key).name);
    });
    for (const { key } of objects.list(this.#resource)) this.#queue.add(nameOf(this.#resource, key).name);
    this.#queue.start();
  }

  stop(): Promise<void> {
    this.#stopWatching();
    return this.#queue.stop();
  }

  async #reconcile(name: string): Promise<void> {
    const { objects, client } = this.#ports;
    const policy = objects.find(this.#resource, '', name)?.object;
    if (!policy) return;
    const { generation = 0 } = policy.metadata;
    if (generation <= (policy.status?.observedGeneration ?? 0)) return;
    const expressionWarnings = await this.#check(policy);
    const { apiVersion, kind } = policy;
    const status = { observedGeneration: generation, typeChecking: { expressionWarnings } };
    const target = { ...targetOf(this.#resource, '', name), subresource: 'status' };
    const wanted = { apiVersion, kind, metadata: { name }, status };
    await unlessGone(async () => {
      await client.patch(target, 'apply', wanted, { force: true, fieldManager: this.name });
    });
  }
}
