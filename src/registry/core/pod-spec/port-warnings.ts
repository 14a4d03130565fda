import type { FieldPath } from '../../../api/field.ts';
import type { V1ContainerPort, V1PodSpec } from '../../../schema/generated/types.ts';
import { locatedContainersOf } from './containers-of.ts';

interface LocatedPort {
  readonly port: V1ContainerPort;
  readonly at: FieldPath;
}

/** Ports that clash, or that say nothing. @param specAt the path of the spec */
export function portWarnings(spec: V1PodSpec, specAt: FieldPath): string[] {
  const known = new Map<string, LocatedPort[]>();
  const ports = locatedContainersOf(spec, specAt).flatMap(({ container, at }) =>
    (container.ports ?? []).map((port, position): LocatedPort => ({ port, at: at.child('ports').index(position) })),
  );
  return ports.flatMap((located) => {
    const { port, at } = located;
    const key = `${port.containerPort}/${port.protocol}`;
    const others = known.get(key) ?? [];
    known.set(key, [...others, located]);
    const clashes = others.flatMap((other) => {
      const clash = clashOf(port, other.port);
      return clash ? [`${at}: ${clash} port definition with ${other.at}`] : [];
    });
    return port.hostIP && !port.hostPort ? [`${at}: hostIP set without hostPort: ${show(port)}`, ...clashes] : clashes;
  });
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
