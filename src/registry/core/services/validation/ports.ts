import { duplicate, type FieldError, type FieldPath, forbiddenField, path, required } from '../../../../api/field.ts';
import { isDns1123Label, isQualifiedName } from '../../../../api/names.ts';
import type { V1ServicePort, V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { validateEnum, validateName } from '../../../validation/common.ts';
import { PORT_PROTOCOLS, validatePortNumber, validatePortNumberOrName } from '../../../validation/ports.ts';

const PORTS = path('spec', 'ports');

export function validatePorts(spec: V1ServiceSpec): FieldError[] {
  const ports = spec.ports ?? [];
  const names = new Set<string>();
  return ports.flatMap((port, position) => {
    const at = PORTS.index(position);
    return [...validatePortName(port.name ?? '', ports.length > 1, names, at.child('name')), ...validatePort(port, at)];
  });
}

function validatePortName(name: string, needed: boolean, seen: Set<string>, at: FieldPath): FieldError[] {
  if (name === '') return needed ? [required(at)] : [];
  const repeated = seen.has(name) ? [duplicate(at, name)] : [];
  seen.add(name);
  return [...validateName(name, isDns1123Label, at), ...repeated];
}

function validatePort(port: V1ServicePort, at: FieldPath): FieldError[] {
  return [
    ...validatePortNumber(port.port ?? 0, at.child('port')),
    ...validateEnum(port.protocol, PORT_PROTOCOLS, at.child('protocol')),
    ...validatePortNumberOrName(port.targetPort ?? 0, at.child('targetPort')),
    ...(port.appProtocol === undefined ? [] : validateName(port.appProtocol, isQualifiedName, at.child('appProtocol'))),
  ];
}

/** Node ports where the type has none, and pairs of protocol and port that are there twice. */
export function validateNodePorts(spec: V1ServiceSpec): FieldError[] {
  const ports = spec.ports ?? [];
  return [
    ...(spec.type === 'ClusterIP' ? ports.flatMap(validateNoNodePort) : []),
    ...repeated(ports, 'nodePort', (port, at) => duplicate(at.child('nodePort'), port.nodePort)),
    ...repeated(ports, 'port', (port, at) => duplicate(at, shownPort(port))),
  ];
}

function validateNoNodePort(port: V1ServicePort, position: number): FieldError[] {
  if (!port.nodePort) return [];
  return [forbiddenField(PORTS.index(position).child('nodePort'), "may not be used when `type` is 'ClusterIP'")];
}

function repeated(
  ports: readonly V1ServicePort[],
  field: 'nodePort' | 'port',
  report: (port: V1ServicePort, at: FieldPath) => FieldError,
): FieldError[] {
  const seen = new Set<string>();
  return ports.flatMap((port, position) => {
    if (!port[field]) return [];
    const identity = `${port.protocol}/${port[field]}`;
    const again = seen.has(identity);
    seen.add(identity);
    return again ? [report(port, PORTS.index(position))] : [];
  });
}

/** What makes two ports one, as messages show it: a whole port with upstream's own names of the fields. */
function shownPort({ port = 0, protocol = '' }: V1ServicePort): object {
  return { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
}
