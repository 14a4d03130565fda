import type { KubeObject } from '../../api/object.ts';
import type { V1APIService } from '../../schema/generated/types.ts';
import { AGE, column, type GroupTables, NAME, table } from '../table/columns.ts';

type APIService = V1APIService & KubeObject;

function service({ spec }: APIService): string {
  return spec?.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local';
}

function availability({ status }: APIService): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available');
  if (!condition) return 'Unknown';
  const told = condition.status === 'True' || !condition.reason;
  return told ? (condition.status ?? '') : `${condition.status} (${condition.reason})`;
}

const apiServices = table<APIService>(
  NAME,
  column('Service', 'The reference to the service that hosts this API endpoint.', service),
  column('Available', 'Whether this service is available.', availability),
  AGE,
);

export const apiregistrationTables: GroupTables = new Map([['apiservices', apiServices]]);
