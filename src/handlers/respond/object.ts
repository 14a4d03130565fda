/** One stored object, in the form that the client asked for. */

import type { ObjectView } from '../../registry/store/codec.ts';
import type { ApiResponse } from '../../request/http.ts';
import { type Scope, servesStored, toServed } from '../scope.ts';
import { encoded, encodedBytes, negotiateOrFail } from './json.ts';
import { checkForm, partialOf } from './partial.ts';
import { includeObject, tableOf, tableRow } from './table.ts';

/** @throws StatusError 406 */
export function respondObject(scope: Scope, cached: ObjectView, status = 200): ApiResponse {
  const { request } = scope.context;
  const negotiated = negotiateOrFail(request, 'any');
  checkForm(scope, negotiated, false);
  switch (negotiated.as) {
    case 'Table': {
      const { object } = cached;
      const row = tableRow(scope, object, includeObject(request.query), negotiated.version);
      const metadata = { resourceVersion: object.metadata.resourceVersion };
      return encoded(request, negotiated, status, tableOf(scope, [row], metadata, negotiated.version, true));
    }
    case 'PartialObjectMetadata':
      return encoded(request, negotiated, status, partialOf(cached.object, negotiated.version));
    default:
      if (!servesStored(scope)) return encoded(request, negotiated, status, toServed(scope, cached.object));
      return encodedBytes(request, negotiated, status, cached.bytes, () => cached.object);
  }
}
