import type { KubeObject } from '../api/object.ts';
import type { ApiResponse } from '../request/http.ts';
import { withoutManagedFields } from '../schema/apply/field-management.ts';
import { cloneJson } from '../util/clone.ts';
import { pause } from '../util/pause.ts';
import { timedFor, validator, warn } from './admit.ts';
import { bodyFormat, dropServerMetadata, MAX_BODY_BYTES, setNamespace } from './body.ts';
import { setDefaults } from './changes.ts';
import { decodeBody } from './decode-body.ts';
import { trackFieldsInTurns } from './field-manager.ts';
import { fittingStorage } from './fitting-storage.ts';
import { mutateObject } from './mutate-object.ts';
import { writing } from './options/operation-options.ts';
import { parseWriteOptions } from './options/write-options.ts';
import { negotiateOrFail } from './respond/json.ts';
import { respondObject } from './respond/object.ts';
import { type Scope, toStored } from './scope.ts';

/** POST to a collection. */
export async function create(scope: Scope): Promise<ApiResponse> {
  const { context, store, info } = scope;
  // Before anything is written: an answer that cannot be given must not leave an object behind.
  negotiateOrFail(context.request, 'any');
  const options = parseWriteOptions(context.request.query, 'CreateOptions');
  const format = bodyFormat(scope);
  const bytes = await context.request.body(MAX_BODY_BYTES);
  await pause();
  const decoded = await decodeBody(scope, bytes, format, options.fieldValidation);
  await pause();
  dropServerMetadata(decoded.metadata);
  setNamespace(scope, decoded);
  const object = toStored(scope, decoded);
  setDefaults(scope, object);
  await trackFieldsInTurns(scope, object, undefined, options.fieldManager);
  await pause();
  const creation = writing('CreateOptions', options);
  await mutateObject(scope, { operation: 'CREATE', object, oldObject: undefined, ...creation });
  const request = {
    namespace: info.namespace,
    user: context.user,
    dryRun: options.dryRun,
    admit: validator(scope, 'CREATE', creation),
    warn: (text: string) => warn(scope, text),
    timed: timedFor(context),
  };
  const created = await fittingStorage(
    () => store.create(object, request),
    () => store.create(cloneJson(withoutManagedFields(object)) as KubeObject, request),
  );
  return respondObject(scope, created, 201);
}
