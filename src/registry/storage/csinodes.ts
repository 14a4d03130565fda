import { duplicate, type FieldError, type FieldPath, invalidValue, path, required } from '../../api/field.ts';
import { byteLength, isQualifiedName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1CSINode, V1CSINodeDriver } from '../../schema/generated/types.ts';
import { repeats } from '../../util/repeats.ts';
import { validateCsiDriverName } from '../core/volumes/csi-source.ts';
import { defineResource } from '../resource.ts';
import { validateImmutable, validateName, validateNonnegative } from '../validation/common.ts';

type CSINode = V1CSINode & KubeObject;

const MAX_NODE_ID = 256;
const DRIVERS = path('spec', 'drivers');

function validate(node: CSINode): FieldError[] {
  const names = new Set<string>();
  return (node.spec?.drivers ?? []).flatMap((driver, position) => {
    const at = DRIVERS.index(position);
    const errors = validateDriver(driver, at);
    const name = driver.name ?? '';
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    return [...errors, ...validateTopologyKeys(driver.topologyKeys ?? [], at)];
  });
}

function validateDriver(driver: V1CSINodeDriver, at: FieldPath): FieldError[] {
  const errors = validateCsiDriverName(driver.name, at.child('name'));
  const nodeId = driver.nodeID ?? '';
  if (nodeId === '') errors.push(required(at.child('nodeID')));
  if (byteLength(nodeId) > MAX_NODE_ID) {
    errors.push(invalidValue(at.child('nodeID'), nodeId, `must be ${MAX_NODE_ID} characters or less`));
  }
  return [...errors, ...validateNonnegative(driver.allocatable?.count, at.child('allocatable', 'count'))];
}

function validateTopologyKeys(keys: readonly string[], at: FieldPath): FieldError[] {
  const repeated = repeats(keys);
  return keys.flatMap((key, position) => [
    ...(key === '' ? [required(at)] : []),
    ...(repeated[position] ? [duplicate(at, key)] : []),
    ...validateName(key, isQualifiedName, at),
  ]);
}

/** A driver's entry is fixed while it stays, but for how many volumes it takes. */
function validateUpdate(node: CSINode, old: CSINode): FieldError[] {
  const before = old.spec?.drivers ?? [];
  const changes = before.flatMap((oldDriver) =>
    (node.spec?.drivers ?? [])
      .filter((driver) => driver.name === oldDriver.name)
      .flatMap((driver) => validateImmutable(fixedPart(driver), fixedPart(oldDriver), DRIVERS)),
  );
  return [...validate(node), ...changes];
}

function fixedPart({ allocatable: _mutable, ...rest }: V1CSINodeDriver): V1CSINodeDriver {
  return rest;
}

export const csiNodes = defineResource<CSINode>({
  group: 'storage.k8s.io',
  name: 'csinodes',
  kind: 'CSINode',
  namespaced: false,
  returnsDeleted: true,
  strategy: { allowUnconditionalUpdate: false, validate, validateUpdate },
});
