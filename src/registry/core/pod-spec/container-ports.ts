import { duplicate, type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import { isValidPortName, isValidPortNumber } from '../../../api/names.ts';
import type { V1Container, V1ContainerPort, V1PodSpec } from '../../../schema/generated/types.ts';
import { validateEnum } from '../../validation/common.ts';
import { each } from './rules.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

export function validateContainerPorts(ports: readonly V1ContainerPort[] | undefined, at: FieldPath): FieldError[] {
  const names = new Set<string>();
  return each(ports, at, (port, portAt) => [
    ...validatePortName(port.name, names, portAt.child('name')),
    ...(port.containerPort
      ? portNumber(port.containerPort, portAt.child('containerPort'))
      : [required(portAt.child('containerPort'))]),
    ...(port.hostPort ? portNumber(port.hostPort, portAt.child('hostPort')) : []),
    ...validateEnum(port.protocol, PROTOCOLS, portAt.child('protocol')),
  ]);
}

function validatePortName(name: string | undefined, seen: Set<string>, at: FieldPath): FieldError[] {
  if (!name) return [];
  const errors = isValidPortName(name).map((error) => invalidValue(at, name, error));
  if (errors.length > 0) return errors;
  if (seen.has(name)) return [duplicate(at, name)];
  seen.add(name);
  return [];
}

function portNumber(port: number, at: FieldPath): FieldError[] {
  return isValidPortNumber(port).map((error) => invalidValue(at, port, error));
}

/** Ports of probes and handlers: a number, or the name of a container port. */
export function validatePortOrName(port: number | string | undefined, at: FieldPath): FieldError[] {
  if (typeof port === 'string') return isValidPortName(port).map((error) => invalidValue(at, port, error));
  return portNumber(port ?? 0, at);
}

/** No two containers of a list may take the same port of the node. */
export function validateHostPorts(containers: readonly V1Container[] | undefined, at: FieldPath): FieldError[] {
  const taken = new Set<string>();
  return each(containers, at, (container, containerAt) =>
    each(container.ports, containerAt.child('ports'), (port, portAt) => {
      if (!port.hostPort) return [];
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) return [duplicate(portAt.child('hostPort'), key)];
      taken.add(key);
      return [];
    }),
  );
}

/** On the node's own network a container port is a host port; a template may leave that to the pod's defaults. */
export function validateHostNetworkPorts(spec: V1PodSpec, at: FieldPath, isPod: boolean): FieldError[] {
  if (!spec.hostNetwork) return [];
  return each(spec.containers, at.child('containers'), (container, containerAt) =>
    each(container.ports, containerAt.child('ports'), (port, portAt) => {
      const hostPort = port.hostPort ?? 0;
      if (hostPort === (port.containerPort ?? 0) || (!isPod && hostPort === 0)) return [];
      return [
        invalidValue(portAt.child('hostPort'), hostPort, 'must match `containerPort` when `hostNetwork` is true'),
      ];
    }),
  );
}
