/**
 * Cluster roles that are made of others: the rules of all cluster roles that their selectors find.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */
import { RBAC_GROUP, type RoleObject } from '../../api/rbac/objects.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { type Controller, type ControllerPorts, logFailures } from '../controller.ts';
import { nameOf, type ObjectChange, type ObjectResource, targetOf } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { gather } from './gather.ts';

export const CLUSTER_ROLE_AGGREGATION = 'clusterrole-aggregation-controller';

export class ClusterRoleAggregation implements Controller {
  readonly name = CLUSTER_ROLE_AGGREGATION;
  readonly #ports: ControllerPorts;
  readonly #resource: ObjectResource;
  /** The names of all that are made of others. */
  readonly #aggregated = new Set<string>();
  readonly #queue: WorkQueue<string>;
  #stopWatching = () => {};

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#resource = ports.objects.resource(RBAC_GROUP, 'clusterroles');
    this.#queue = new WorkQueue<string>({
      clock: ports.clock,
      concurrency: 1,
      process: (name) => this.#reconcile(name),
      onFailure: logFailures(this.name, ports.log),
    });
  }

  /** Resolves when each has been gathered once, and those that gather others behind them. */
  start(): Promise<void> {
    const { objects } = this.#ports;
    this.#stopWatching = objects.watch(this.#resource, (change) => this.#onChange(change));
    for (const { object } of objects.list(this.#resource)) this.#note(object as RoleObject);
    this.#addAll();
    this.#queue.start();
    return this.#queue.idle();
  }

  stop(): Promise<void> {
    this.#stopWatching();
    return this.#queue.stop();
  }

  #note({ metadata, aggregationRule }: RoleObject): void {
    if (aggregationRule) this.#aggregated.add(metadata.name!);
    else this.#aggregated.delete(metadata.name!);
  }

  /** Any change may be one of any of them: there are few, and a look at them costs no request. */
  #onChange({ type, current }: ObjectChange): void {
    if (type === 'DELETED') this.#aggregated.delete(nameOf(this.#resource, current.key).name);
    else this.#note(current.object as RoleObject);
    this.#addAll();
  }

  #addAll(): void {
    for (const name of this.#aggregated) this.#queue.add(name);
  }

  async #reconcile(name: string): Promise<void> {
    const { objects, client } = this.#ports;
    const role = objects.find(this.#resource, '', name)?.object as RoleObject | undefined;
    if (!role?.aggregationRule) return;
    const rules = gather(
      role,
      objects.list(this.#resource).map(({ object }) => object as RoleObject),
    );
    if (deepEqual(rules, role.rules ?? [])) return;
    const { apiVersion, kind } = role;
    const wanted = { apiVersion, kind, metadata: { name }, rules };
    await client.patch(targetOf(this.#resource, '', name), 'apply', wanted, { force: true, fieldManager: this.name });
  }
}
