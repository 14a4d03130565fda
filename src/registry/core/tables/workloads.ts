import type { KubeObject } from '../../../api/object.ts';
import type { V1PodTemplate, V1ReplicationController } from '../../../schema/generated/types.ts';
import type { TableDefinition } from '../../resource.ts';
import { AGE, column, count, NAME, table } from '../../table/columns.ts';
import { joinField } from '../../table/lists.ts';
import { formatLabels } from '../../table/selectors.ts';
import { containerColumns } from '../../table/workloads.ts';

type PodTemplate = V1PodTemplate & KubeObject;
type ReplicationController = V1ReplicationController & KubeObject;

export const podTemplateTable: TableDefinition<PodTemplate> = table<PodTemplate>(
  NAME,
  column('Containers', 'Names of each container in the template.', ({ template }) =>
    joinField(template?.spec?.containers, 'name'),
  ),
  column('Images', 'Images referenced by each container in the template.', ({ template }) =>
    joinField(template?.spec?.containers, 'image'),
  ),
  column('Pod Labels', 'The labels for the pod template.', ({ template }) => formatLabels(template?.metadata?.labels)),
);

export const replicationControllerTable: TableDefinition<ReplicationController> = table<ReplicationController>(
  NAME,
  count('Desired', 'How many pods there should be.', ({ spec }) => spec?.replicas),
  count('Current', 'How many pods there are.', ({ status }) => status?.replicas),
  count('Ready', 'How many pods are ready.', ({ status }) => status?.readyReplicas),
  AGE,
  ...containerColumns<ReplicationController>(({ spec }) => spec?.template?.spec),
  column('Selector', 'The labels of the pods that it owns.', ({ spec }) => formatLabels(spec?.selector), {
    wide: true,
  }),
);
