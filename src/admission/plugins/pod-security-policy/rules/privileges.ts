/** What containers may do to the node and to themselves. */
import { type FieldError, invalidValue, path } from '../../../../api/field.ts';
import { give } from '../security-context.ts';
import { type Judged, POD_CONTEXT, type Rule } from './rule.ts';

const HOST = [
  ['hostNetwork', 'Host network is not allowed to be used'],
  ['hostPID', 'Host PID is not allowed to be used'],
  ['hostIPC', 'Host IPC is not allowed to be used'],
] as const;

/** The paths are those of the internal version, where these are parts of the security context. */
export const hostNamespaces: Rule = {
  validatePod: ({ rules, spec }) =>
    HOST.filter(([field]) => spec[field] && !rules[field]).map(([field, why]) =>
      invalidValue(path(...POD_CONTEXT, field), true, why),
    ),
};

export const hostPorts: Rule = {
  validateContainer({ rules }, { ports = [] }, at) {
    const ranges = rules.hostPorts ?? [];
    const isAllowed = (port: number) => ranges.some(({ min = 0, max = 0 }) => port >= min && port <= max);
    const shown = ranges.map(({ min = 0, max = 0 }) => (min === max ? `${min}` : `${min}-${max}`)).join(',');
    return ports.flatMap(({ hostPort = 0 }): FieldError[] => {
      if (hostPort === 0 || isAllowed(hostPort)) return [];
      const why = `Host port ${hostPort} is not allowed to be used. Allowed ports: [${shown}]`;
      return [invalidValue(at.child('hostPort'), hostPort, why)];
    });
  },
};

export const privileged: Rule = {
  validateContainer({ rules }, { securityContext }, at) {
    if (!securityContext?.privileged || rules.privileged) return [];
    return [invalidValue(at.child('securityContext', 'privileged'), true, 'Privileged containers are not allowed')];
  },
};

export const procMount: Rule = {
  validateContainer({ rules }, { securityContext }, at) {
    const type = securityContext?.procMount || 'Default';
    const allowed = rules.allowedProcMountTypes?.length ? rules.allowedProcMountTypes : ['Default'];
    if (allowed.includes(type)) return [];
    return [invalidValue(at.child('securityContext', 'procMount'), type, 'ProcMountType is not allowed')];
  },
};

export const readOnlyRoot: Rule = {
  containerDefaults({ rules }, container) {
    if (!rules.readOnlyRootFilesystem || container.securityContext?.readOnlyRootFilesystem !== undefined) return;
    give(container, { readOnlyRootFilesystem: true });
  },
  validateContainer({ rules }, { securityContext }, at) {
    const isReadOnly = securityContext?.readOnlyRootFilesystem;
    if (!rules.readOnlyRootFilesystem || isReadOnly) return [];
    const must = isReadOnly === undefined ? 'may not be nil and must be set to true' : 'must be set to true';
    const field = at.child('securityContext', 'readOnlyRootFilesystem');
    return [invalidValue(field, isReadOnly, `ReadOnlyRootFilesystem ${must}`)];
  },
};

export const escalation: Rule = {
  containerDefaults({ rules }, container) {
    const usual = rules.defaultAllowPrivilegeEscalation ?? (mayEscalate(rules) ? undefined : false);
    if (usual === undefined || container.securityContext?.allowPrivilegeEscalation !== undefined) return;
    give(container, { allowPrivilegeEscalation: usual });
  },
  validateContainer({ rules }, { securityContext }, at) {
    const asked = securityContext?.allowPrivilegeEscalation;
    if (asked === false || mayEscalate(rules)) return [];
    const why = 'Allowing privilege escalation for containers is not allowed';
    return [invalidValue(at.child('securityContext', 'allowPrivilegeEscalation'), asked, why)];
  },
};

function mayEscalate({ allowPrivilegeEscalation = true }: Judged['rules']): boolean {
  return allowPrivilegeEscalation;
}
