/** Kernel parameters of a pod. */
import { duplicate, type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import type { V1PodSpec } from '../../../schema/generated/types.ts';
import { each } from './rules.ts';

const SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const NAME = `^(${SEGMENT}[\\./])*${SEGMENT}$`;
const NAME_PATTERN = new RegExp(NAME);
const MAX_LENGTH = 253;

const IPC_PREFIXES = ['kernel.shm', 'kernel.msg', 'fs.mqueue.'];
const IPC_NAMES = ['kernel.sem'];
const NET_PREFIXES = ['net.'];

export function validateSysctls(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return each(spec.securityContext?.sysctls, at, (sysctl, sysctlAt) => {
    const name = sysctl.name ?? '';
    const nameAt = sysctlAt.child('name');
    const errors = validateSysctlName(name, seen, nameAt);
    seen.add(name);
    return [...errors, ...validateNamespaced(name, spec, nameAt)];
  });
}

function validateSysctlName(name: string, seen: ReadonlySet<string>, at: FieldPath): FieldError[] {
  if (!name) return [required(at)];
  if (name.length > MAX_LENGTH || !NAME_PATTERN.test(name)) {
    return [invalidValue(at, name, `must have at most ${MAX_LENGTH} characters and match regex ${NAME}`)];
  }
  return seen.has(name) ? [duplicate(at, name)] : [];
}

/** A parameter of a namespace that the pod shares with the node would be set on the node. */
function validateNamespaced(name: string, spec: V1PodSpec, at: FieldPath): FieldError[] {
  const dotted = withDots(name);
  if (spec.hostNetwork && NET_PREFIXES.some((prefix) => dotted.startsWith(prefix))) {
    return [invalidValue(at, name, "may not be specified when 'hostNetwork' is true")];
  }
  const isIpc = IPC_NAMES.includes(dotted) || IPC_PREFIXES.some((prefix) => dotted.startsWith(prefix));
  return spec.hostIPC && isIpc ? [invalidValue(at, name, "may not be specified when 'hostIPC' is true")] : [];
}

/** In the form with slashes, dots stand for slashes in a name and the other way round. */
function withDots(name: string): string {
  const separator = /[./]/.exec(name);
  if (separator?.[0] !== '/') return name;
  return name.replace(/[./]/g, (char) => (char === '/' ? '.' : '/'));
}
