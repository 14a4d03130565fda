/** Windows pods: their options, host process containers, and what a pod's `os` rules out. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../api/field.ts';
import { byteLength, isDns1123Subdomain } from '../../../api/names.ts';
import { containersOf, locatedContainersOf } from '../../../api/pods/containers-of.ts';
import type { V1PodSpec, V1WindowsSecurityContextOptions } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';

const MAX_CREDENTIAL_SPEC_KIB = 64;
const MAX_DOMAIN = 256;
const MAX_USER = 104;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found
const CONTROL = /[\x00-\x1f\x7f]/;
const NETBIOS_DOMAIN = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);
const FORBIDDEN_IN_USER = /["/\\:;|=,+*?<>@[\]]/;
const ONLY_DOTS_AND_SPACES = /^[. ]+$/;

export function validateWindowsOptions(
  options: V1WindowsSecurityContextOptions | undefined,
  at: FieldPath,
): FieldError[] {
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options ?? {};
  const specAt = at.child('gmsaCredentialSpec');
  const userAt = at.child('runAsUserName');
  return [
    ...(name === undefined ? [] : validateName(name, isDns1123Subdomain, at.child('gmsaCredentialSpecName'))),
    ...(spec === undefined ? [] : credentialSpecErrors(spec).map((error) => invalidValue(specAt, spec, error))),
    ...(user === undefined ? [] : userNameErrors(user).map((error) => invalidValue(userAt, user, error))),
  ];
}

function credentialSpecErrors(spec: string): string[] {
  if (spec === '') return ['gmsaCredentialSpec cannot be an empty string'];
  if (byteLength(spec) <= MAX_CREDENTIAL_SPEC_KIB * 1024) return [];
  return [`gmsaCredentialSpec size must be under ${MAX_CREDENTIAL_SPEC_KIB} KiB`];
}

/** `DOMAIN\user` or `user`. */
function userNameErrors(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (CONTROL.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const domain = parts.length === 2 ? domainErrors(parts[0]!) : [];
  return [...domain, ...userErrors(parts.at(-1)!)];
}

function domainErrors(domain: string): string[] {
  const errors: string[] = [];
  if (byteLength(domain) >= MAX_DOMAIN) {
    errors.push(`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`);
  }
  if (!NETBIOS_DOMAIN.test(domain) && !DNS_DOMAIN.test(domain)) {
    errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  return errors;
}

function userErrors(user: string): string[] {
  const errors: string[] = [];
  if (user === '') errors.push("runAsUserName's User cannot be empty");
  if (byteLength(user) > MAX_USER) {
    errors.push(`runAsUserName's User length must not be longer than ${MAX_USER} characters`);
  }
  if (ONLY_DOTS_AND_SPACES.test(user)) errors.push("runAsUserName's User cannot contain only periods or spaces");
  if (FORBIDDEN_IN_USER.test(user)) {
    errors.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  }
  return errors;
}

/** Host process containers: all of a pod's or none, and on the node's network. */
export function validateHostProcess(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const pod = spec.securityContext?.windowsOptions?.hostProcess;
  const own = (container: { securityContext?: { windowsOptions?: V1WindowsSecurityContextOptions } }) =>
    container.securityContext?.windowsOptions?.hostProcess;
  const errors = locatedContainersOf(spec, at).flatMap(({ container, at: containerAt }) => {
    const value = own(container);
    if (pod === undefined || value === undefined || pod === value) return [];
    const detail = `pod hostProcess value must be identical if both are specified, was ${pod}`;
    return [invalidValue(containerAt.child('securityContext', 'windowsOptions', 'hostProcess'), value, detail)];
  });
  const containers = containersOf(spec);
  const count = containers.filter((container) => own(container) ?? pod).length;
  if (count === 0) return errors;
  if (count !== containers.length) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalidValue(at, '', detail));
  }
  if (!spec.hostNetwork) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalidValue(at.child('hostNetwork'), false, detail));
  }
  return errors;
}

const LINUX_ONLY_POD_FIELDS = ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'] as const;
const LINUX_ONLY_POD_CONTEXT = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
] as const;
const LINUX_ONLY_CONTEXT = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

/** Each system has fields that mean nothing on the other. */
export function validateOs(spec: V1PodSpec, at: FieldPath): FieldError[] {
  if (!spec.os) return [];
  const name = spec.os.name;
  if (!name) return [required(at.child('os', 'name'))];
  if (name === 'linux') return validateLinux(spec, at);
  if (name === 'windows') return validateWindows(spec, at);
  return [notSupported(at.child('os'), name, ['linux', 'windows'])];
}

function validateLinux(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const places = locatedContainersOf(spec, at)
    .filter(({ container }) => container.securityContext?.windowsOptions)
    .map((found) => found.at);
  if (spec.securityContext?.windowsOptions) places.unshift(at);
  return places.map((place) =>
    forbiddenField(place.child('securityContext', 'windowsOptions'), 'windows options cannot be set for a linux pod'),
  );
}

function validateWindows(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const places = [
    ...LINUX_ONLY_POD_FIELDS.filter((field) => isSet(spec[field], field)).map((field) => at.child(field)),
    ...LINUX_ONLY_POD_CONTEXT.filter((field) => isSet(spec.securityContext?.[field], field)).map((field) =>
      at.child('securityContext', field),
    ),
    ...locatedContainersOf(spec, at).flatMap(({ container, at: containerAt }) =>
      LINUX_ONLY_CONTEXT.filter((field) => container.securityContext?.[field] !== undefined).map((field) =>
        containerAt.child('securityContext', field),
      ),
    ),
  ];
  return places.map((place) => forbiddenField(place, 'cannot be set for a windows pod'));
}

/** In Go these are no pointers: their zero value is the same as absent. */
const WITHOUT_POINTER = new Set(['hostPID', 'hostIPC', 'sysctls']);

function isSet(value: unknown, field: string): boolean {
  if (!WITHOUT_POINTER.has(field)) return value !== undefined;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
