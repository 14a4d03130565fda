import type { FieldPath } from '../../../api/field.ts';
import { locatedContainersOf } from '../../../api/pods/containers-of.ts';
import type { V1ContainerPort, V1PodSpec } from '../../../schema/generated/types.ts';

interface LocatedPort {
  readonly port: V1ContainerPort;
  readonly at: FieldPath;
}

/**
 * Threat: every port of thousands can clash with every other. So many of the same number are compared, and so many
 * warnings given, which is more than an answer's headers carry.
 */
const MOST_COMPARED = 100;
const MOST_WARNINGS = 100;

/** Ports that clash, or that say nothing. @param specAt the path of the spec */
export function portWarnings(spec: V1PodSpec, specAt: FieldPath): string[] {
  const warnings: string[] = [];
  for (const warning of allPortWarnings(spec, specAt)) {
    if (warnings.push(warning) === MOST_WARNINGS) break;
  }
  return warnings;
}

function* allPortWarnings(spec: V1PodSpec, specAt: FieldPath): Generator<string> {
  const known = new Map<string, LocatedPort[]>();
  const ports = locatedContainersOf(spec, specAt).flatMap(({ container, at }) =>
    (container.ports ?? []).map((port, position): LocatedPort => ({ port, at: at.child('ports').index(position) })),
  );
  for (const located of ports) {
    const { port, at } = located;
    const key = `${port.containerPort}/${port.protocol}`;
    const others = known.get(key) ?? [];
    known.set(key, others);
    if (port.hostIP && !port.hostPort) yield `${at}: hostIP set without hostPort: ${show(port)}`;
    for (const other of others) {
      const clash = clashOf(port, other.port);
      if (clash) yield `${at}: ${clash} port definition with ${other.at}`;
    }
    if (others.length < MOST_COMPARED) others.push(located);
  }
}

function clashOf(port: V1ContainerPort, other: V1ContainerPort): string | undefined {
  const [address, otherAddress] = [port.hostIP ?? '', other.hostIP ?? ''];
  const [number, otherNumber] = [port.hostPort ?? 0, other.hostPort ?? 0];
  if (address === otherAddress && number === otherNumber) return 'duplicate';
  if (number === 0 || otherNumber === 0) return 'overlapping';
  return number === otherNumber && (address === '') !== (otherAddress === '') ? 'dangerously ambiguous' : undefined;
}

/** As Go's `%+v` writes it. */
function show({ name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' }: V1ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}
