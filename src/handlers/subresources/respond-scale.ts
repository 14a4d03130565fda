import type { KubeObject } from '../../api/object.ts';
import { AGE, column, NAME, table } from '../../registry/table/columns.ts';
import type { ApiResponse } from '../../request/http.ts';
import { encoded, negotiateOrFail } from '../respond/json.ts';
import { partialOf } from '../respond/partial.ts';
import type { Scope } from '../scope.ts';

const SCALE_TABLE = table(
  NAME,
  column('Desired', 'How many replicas are wanted.', ({ spec }) => spec?.replicas ?? 0, { type: 'integer' }),
  column('Available', 'How many replicas there are.', ({ status }) => status?.replicas ?? 0, { type: 'integer' }),
  AGE,
);

/** A Scale, or the Table of it that `kubectl get --subresource=scale` prints. */
export function respondScale(scope: Scope, scale: KubeObject): ApiResponse {
  const { request } = scope.context;
  const negotiated = negotiateOrFail(request, 'any');
  if (negotiated.as !== 'Table') return encoded(request, negotiated, 200, scale);
  const { version } = negotiated;
  const cells = SCALE_TABLE.cells(scale, { now: scope.dependencies.clock.now() });
  const metadata = { resourceVersion: scale.metadata.resourceVersion };
  const rows = [{ cells, object: partialOf(scale, version) }];
  const apiVersion = `meta.k8s.io/${version}`;
  const value = { kind: 'Table', apiVersion, metadata, columnDefinitions: SCALE_TABLE.columns, rows };
  return encoded(request, negotiated, 200, value);
}
