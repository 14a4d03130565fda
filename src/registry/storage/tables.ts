import type { KubeObject } from '../../api/object.ts';
import type {
  V1CSIDriver,
  V1CSIDriverSpec,
  V1CSINode,
  V1StorageClass,
  V1VolumeAttachment,
  V1VolumeAttributesClass,
} from '../../schema/generated/types.ts';
import type { TableDefinition } from '../resource.ts';
import { AGE, type Column, column, count, type GroupTables, NAME, table } from '../table/columns.ts';
import { defaultTable } from '../table/default-table.ts';
import { joinField } from '../table/lists.ts';

type CSIDriver = V1CSIDriver & KubeObject;
type CSINode = V1CSINode & KubeObject;
type StorageClass = V1StorageClass & KubeObject;
type VolumeAttachment = V1VolumeAttachment & KubeObject;
type VolumeAttributesClass = V1VolumeAttributesClass & KubeObject;

const BOOLEAN = { type: 'boolean' } as const;

const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];
const DEFAULT_ATTRIBUTES = ['storage.alpha.kubernetes.io/is-default-class'];

/** The name, and whether it is the one that is taken where none is named. */
function classNameColumn(annotations: readonly string[]): Column {
  return {
    ...NAME,
    cell({ metadata }) {
      const isDefault = annotations.some((annotation) => metadata.annotations?.[annotation] === 'true');
      return isDefault ? `${metadata.name} (default)` : metadata.name;
    },
  };
}

type Flag = 'attachRequired' | 'podInfoOnMount' | 'storageCapacity' | 'requiresRepublish';

function flagColumn(name: string, description: string, field: Flag & keyof V1CSIDriverSpec): Column<CSIDriver> {
  const unset = field === 'attachRequired';
  return column(name, description, ({ spec }) => spec?.[field] ?? unset, BOOLEAN);
}

const csiDrivers = table<CSIDriver>(
  NAME,
  flagColumn('AttachRequired', 'Whether volumes must be attached before they are mounted.', 'attachRequired'),
  flagColumn('PodInfoOnMount', 'Whether the driver is told of the pod when it mounts.', 'podInfoOnMount'),
  flagColumn(
    'StorageCapacity',
    'Whether scheduling considers the capacity that the driver reports.',
    'storageCapacity',
  ),
  column('TokenRequests', 'The audiences of the service account tokens that the driver gets.', ({ spec }) =>
    spec?.tokenRequests ? joinField(spec.tokenRequests, 'audience') : '<unset>',
  ),
  flagColumn(
    'RequiresRepublish',
    'Whether the driver is told of mounted volumes again and again.',
    'requiresRepublish',
  ),
  column(
    'Modes',
    'The kinds of volumes that the driver supports.',
    ({ spec }) => (spec?.volumeLifecycleModes ?? []).join(',') || '<none>',
  ),
  AGE,
);

const csiNodes = table<CSINode>(
  NAME,
  count('Drivers', 'How many drivers are installed on the node.', ({ spec }) => (spec?.drivers ?? []).length),
  AGE,
);

const storageClasses = table<StorageClass>(
  classNameColumn(DEFAULT_CLASS),
  column('Provisioner', 'Who makes the volumes.', ({ provisioner }) => provisioner ?? ''),
  column(
    'ReclaimPolicy',
    'What happens to a volume when its claim is gone.',
    ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete',
  ),
  column(
    'VolumeBindingMode',
    'When volumes are made and bound to claims.',
    ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate',
  ),
  column(
    'AllowVolumeExpansion',
    'Whether volumes may grow.',
    ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
  ),
  AGE,
);

const volumeAttachments = table<VolumeAttachment>(
  NAME,
  column('Attacher', 'The driver that must attach the volume.', ({ spec }) => spec?.attacher ?? '', { format: 'name' }),
  column('PV', 'The persistent volume to attach.', ({ spec }) => spec?.source?.persistentVolumeName ?? ''),
  column('Node', 'The node to attach it to.', ({ spec }) => spec?.nodeName ?? ''),
  column('Attached', 'Whether it is attached.', ({ status }) => status?.attached ?? false, BOOLEAN),
  AGE,
);

const volumeAttributesClasses = table<VolumeAttributesClass>(
  classNameColumn(DEFAULT_ATTRIBUTES),
  column('DriverName', 'The driver that knows the attributes.', ({ driverName }) => driverName ?? ''),
  AGE,
);

export const storageTables: GroupTables = new Map<string, TableDefinition>([
  ['csidrivers', csiDrivers],
  ['csinodes', csiNodes],
  ['csistoragecapacities', defaultTable],
  ['storageclasses', storageClasses],
  ['volumeattachments', volumeAttachments],
  ['volumeattributesclasses', volumeAttributesClasses],
]);
