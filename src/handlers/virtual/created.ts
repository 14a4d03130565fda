import type { ApiRequest, ApiResponse } from '../../request/http.ts';
import { respondStatus } from '../respond/json.ts';

/** What is answered when something was done that leaves no object of its own. */
export function respondCreated(request: ApiRequest): ApiResponse {
  return respondStatus(request, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  });
}
