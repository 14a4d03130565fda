import type { KubeObject } from '../../api/object.ts';
import type {
  V1FlowSchema,
  V1PriorityLevelConfiguration,
  V1QueuingConfiguration,
} from '../../schema/generated/types.ts';
import type { TableDefinition } from '../resource.ts';
import { AGE, type Column, column, type GroupTables, NAME, table } from '../table/columns.ts';

type FlowSchema = V1FlowSchema & KubeObject;
type PriorityLevelConfiguration = V1PriorityLevelConfiguration & KubeObject;

const NONE = '<none>';

const flowSchemas = table<FlowSchema>(
  NAME,
  column(
    'PriorityLevel',
    'The priority level of the requests that match.',
    ({ spec }) => spec?.priorityLevelConfiguration?.name ?? '',
  ),
  column(
    'MatchingPrecedence',
    'Of the schemas that match a request, the one with the lowest is taken.',
    ({ spec }) => spec?.matchingPrecedence ?? 0,
  ),
  column(
    'DistinguisherMethod',
    'How requests are told apart into flows.',
    ({ spec }) => spec?.distinguisherMethod?.type ?? NONE,
  ),
  AGE,
  column(
    'MissingPL',
    'references a broken or non-existent PriorityLevelConfiguration',
    ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ),
);

function queuingColumn(name: string, description: string, field: keyof V1QueuingConfiguration) {
  const cell: Column<PriorityLevelConfiguration>['cell'] = ({ spec }) =>
    spec?.limited?.limitResponse?.queuing?.[field] ?? NONE;
  return column<PriorityLevelConfiguration>(name, description, cell);
}

const priorityLevelConfigurations = table<PriorityLevelConfiguration>(
  NAME,
  column('Type', 'Whether requests of this level are limited or exempt.', ({ spec }) => spec?.type ?? ''),
  column(
    'NominalConcurrencyShares',
    'The share that this level has of the requests in flight.',
    ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? NONE,
  ),
  queuingColumn('Queues', 'How many queues there are.', 'queues'),
  queuingColumn('HandSize', 'How many queues a flow is dealt.', 'handSize'),
  queuingColumn('QueueLengthLimit', 'How many requests may wait in a queue.', 'queueLengthLimit'),
  AGE,
);

export const flowcontrolTables: GroupTables = new Map<string, TableDefinition>([
  ['flowschemas', flowSchemas],
  ['prioritylevelconfigurations', priorityLevelConfigurations],
]);
