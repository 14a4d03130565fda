/** What update, patch and apply share: one transformation of the newest object, run by the store. */
import type { KubeObject } from '../api/object.ts';
import type { ApiResponse } from '../request/http.ts';
import { pause } from '../util/pause.ts';
import { timedFor, validator, warn } from './admit.ts';
import { authorizeCreate } from './authorize-create.ts';
import { setDefaults } from './changes.ts';
import { trackFieldsInTurns } from './field-manager.ts';
import { fittingStorage } from './fitting-storage.ts';
import { mutateObject } from './mutate-object.ts';
import { writing } from './options/operation-options.ts';
import type { WriteOptions } from './options/write-options.ts';
import { respondObject } from './respond/object.ts';
import { type Scope, toServed, toStored } from './scope.ts';

export interface WritePlan {
  readonly options: WriteOptions;
  /** Whether a missing object is created. */
  readonly create: boolean;
  /** Which object is meant, where the request says so. */
  readonly uid?: string | undefined;
  /** Whose fields the changes become; undefined when `transform` settles that itself. */
  readonly fieldManager?: string;
  /**
   * Makes the new object, in the served version.
   * @param current frozen, in the served version; undefined when the object does not exist
   */
  transform(current: KubeObject | undefined): KubeObject | Promise<KubeObject>;
}

export async function write(scope: Scope, plan: WritePlan): Promise<ApiResponse> {
  const { object, created } = await (plan.fieldManager === undefined
    ? update(scope, plan, transform)
    : fittingStorage(
        () => update(scope, plan, transform),
        () => update(scope, plan, untracked),
      ));
  return respondObject(scope, object, created ? 201 : 200);
}

function update(scope: Scope, plan: WritePlan, transformation: typeof transform) {
  const { options } = plan;
  return scope.store.update(scope.info.name, {
    namespace: scope.info.namespace,
    user: scope.context.user,
    dryRun: options.dryRun,
    create: plan.create,
    uid: plan.uid,
    ...(scope.subresource && { subresource: scope.subresource }),
    admit: validator(scope, 'UPDATE', writing('UpdateOptions', options)),
    admitCreate: creation(scope, options),
    warn: (text) => warn(scope, text),
    timed: timedFor(scope.context),
    transform: (current) => transformation(scope, plan, current),
  });
}

async function untracked(scope: Scope, plan: WritePlan, current: KubeObject | undefined): Promise<KubeObject> {
  const object = await transform(scope, plan, current);
  delete object.metadata.managedFields;
  return object;
}

function creation(scope: Scope, options: WriteOptions) {
  const validate = validator(scope, 'CREATE', writing('CreateOptions', options));
  return async (object: KubeObject | undefined, old: KubeObject | undefined) => {
    await authorizeCreate(scope);
    await validate(object, old);
  };
}

async function transform(scope: Scope, plan: WritePlan, current: KubeObject | undefined): Promise<KubeObject> {
  await pause();
  const made = await plan.transform(current && toServed(scope, current));
  await pause();
  const object = toStored(scope, made);
  setDefaults(scope, object);
  if (plan.fieldManager !== undefined) await trackFieldsInTurns(scope, object, current, plan.fieldManager);
  await pause();
  const operation = current ? 'UPDATE' : 'CREATE';
  const options = writing(current ? 'UpdateOptions' : 'CreateOptions', plan.options);
  await mutateObject(scope, { operation, object, oldObject: current, ...options });
  return object;
}
