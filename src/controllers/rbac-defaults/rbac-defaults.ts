/** Sees at each start that the default roles and bindings are there and complete; makes those that are deleted anew. */
import type { KubeObject } from '../../api/object.ts';
import type { BindingObject, RoleObject } from '../../api/rbac/objects.ts';
import { RBAC_GROUP } from '../../api/rbac/objects.ts';
import { type Controller, type ControllerPorts, logFailures } from '../controller.ts';
import { type KeptObject, keep } from '../kept-object.ts';
import { keyOf, type ObjectChange, type ObjectResource, type Objects } from '../objects.ts';
import { WorkQueue } from '../work-queue.ts';
import { DEFAULT_OBJECTS, withGatheredRules } from './default-objects.ts';
import { bindsAnother, reconciledBinding, reconciledRole } from './reconcile.ts';

export const RBAC_DEFAULTS = 'rbac-defaults';

/** What everybody may ask for: health and version. */
const PUBLIC_INFO = 'system:public-info-viewer';

/** Many writes at once share a commit. */
const CONCURRENCY = 32;

/** To be called before the server listens: on the very first start, too, no probe is refused for want of a role. */
export async function keepPublicInfo(ports: Pick<ControllerPorts, 'objects' | 'client'>): Promise<void> {
  const publicInfo = defaults(ports.objects).filter(({ name }) => name === PUBLIC_INFO);
  await Promise.all(publicInfo.map((kept) => keep(kept, ports)));
}

export class RbacDefaults implements Controller {
  readonly name = RBAC_DEFAULTS;
  readonly #ports: ControllerPorts;
  readonly #kept: ReadonlyMap<string, KeptObject>;
  readonly #queue: WorkQueue<KeptObject>;
  #watches: (() => void)[] = [];

  constructor(ports: ControllerPorts) {
    this.#ports = ports;
    this.#kept = new Map(
      defaults(ports.objects).map((kept) => [keyOf(kept.resource, kept.namespace, kept.name), kept]),
    );
    const report = logFailures(this.name, ports.log);
    this.#queue = new WorkQueue<KeptObject>({
      clock: ports.clock,
      concurrency: CONCURRENCY,
      process: (kept) => keep(kept, ports),
      onFailure: ({ resource, name }, error) => report(`${resource.resource}/${name}`, error),
    });
  }

  /** Resolves when each has been seen to once. What could not be made is tried again later. */
  start(): Promise<void> {
    const resources = new Set(Array.from(this.#kept.values(), ({ resource }) => resource));
    this.#watches = [...resources].map((resource) => this.#ports.objects.watch(resource, this.#onChange));
    for (const kept of this.#kept.values()) this.#queue.add(kept);
    this.#queue.start();
    return this.#queue.idle();
  }

  stop(): Promise<void> {
    for (const stop of this.#watches) stop();
    return this.#queue.stop();
  }

  /** Changes are let be until the next start, as upstream lets them be. */
  readonly #onChange = ({ type, current }: ObjectChange): void => {
    const kept = type === 'DELETED' ? this.#kept.get(current.key) : undefined;
    if (kept) this.#queue.add(kept);
  };
}

/** Bindings come behind the roles that they refer to. */
function defaults(objects: Objects): KeptObject[] {
  const { clusterRoles, roles, clusterRoleBindings, roleBindings } = DEFAULT_OBJECTS;
  const all = (name: string, made: readonly KubeObject[], rest: (expected: any) => Partial<KeptObject>) => {
    const resource = objects.resource(RBAC_GROUP, name);
    return made.map((expected) => ({ ...keptAs(resource, expected), ...rest(expected) }));
  };
  const role = (expected: RoleObject) => ({
    repair: (current: KubeObject) => reconciledRole(current as RoleObject, expected),
  });
  const clusterRole = (expected: RoleObject) => ({
    ...role(expected),
    // Made without its rules, it would give nobody anything until they are gathered.
    ...(expected.aggregationRule && { make: () => withGatheredRules(expected) }),
  });
  const binding = (expected: BindingObject) => ({
    repair: (current: KubeObject) => reconciledBinding(current as BindingObject, expected),
    isBeyondRepair: (current: KubeObject) => bindsAnother(current as BindingObject, expected),
  });
  return [
    ...all('clusterroles', clusterRoles, clusterRole),
    ...all('roles', roles, role),
    ...all('clusterrolebindings', clusterRoleBindings, binding),
    ...all('rolebindings', roleBindings, binding),
  ];
}

function keptAs(resource: ObjectResource, expected: KubeObject): KeptObject {
  const { namespace = '', name = '' } = expected.metadata;
  return { resource, namespace, name, make: () => expected };
}
