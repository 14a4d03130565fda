import type { FieldPath } from '../../../api/field.ts';
import { goQuote } from '../../../api/go-format.ts';
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
  const ports = locatedContainersOf(spec, specAt).flatMap(({ container, at }) =>
    (container.ports ?? []).map((port, position): LocatedPort => ({ port, at: at.child('ports').index(position) })),
  );
  return [...clashWarnings(ports).take(MOST_WARNINGS), ...nameWarnings(ports).take(MOST_WARNINGS)];
}

function* clashWarnings(ports: readonly LocatedPort[]): Generator<string> {
  const known = new Map<string, LocatedPort[]>();
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

/** Within a container validation refuses the second name; services look for the first one of the pod. */
function* nameWarnings(ports: readonly LocatedPort[]): Generator<string> {
  const known = new Map<string, FieldPath>();
  for (const { port, at } of ports) {
    if (!port.name) continue;
    const other = known.get(port.name);
    if (other) {
      yield `${at}: duplicate port name ${goQuote(port.name)} with ${other}, services and probes that select ports by name will use ${other}`;
    } else {
      known.set(port.name, at);
    }
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
