import {
  ALLIUM_GROUP,
  ALLIUM_VERSION,
  type CredentialRevocation,
  type CredentialRevocationSpec,
  REVOCATION_REASONS,
  type RevokedSubject,
} from '../../api/allium.ts';
import { type FieldError, type FieldPath, invalidValue, path, required, tooLong } from '../../api/field.ts';
import { byteLength, isDns1123Label, isDns1123Subdomain } from '../../api/names.ts';
import { rfc3339 } from '../../api/time.ts';
import { modelName } from '../../schema/own/model.ts';
import { defineResource } from '../resource.ts';
import { validateEnum, validateImmutable, validateName } from '../validation/common.ts';
import { validateOneOf } from './one-of.ts';

const SPEC = path('spec');
const SUBJECT = SPEC.child('subject');
const MAX_NOTE = 1024;
/** RFC 5280 (4.1.2.2) allows 20 octets; those who write them put colons in between. */
const SERIAL = /^([0-9a-f]{1,40}|[0-9a-f]{2}(:[0-9a-f]{2}){0,19})$/i;

export const credentialRevocations = defineResource<CredentialRevocation>({
  group: ALLIUM_GROUP,
  name: 'credentialrevocations',
  kind: 'CredentialRevocation',
  namespaced: false,
  shortNames: ['crev'],
  categories: ['allium'],
  versions: [{ version: ALLIUM_VERSION, model: modelName(ALLIUM_VERSION, 'CredentialRevocation') }],
  prefix: '/registry/allium.dev/credentialrevocations/',
  strategy: {
    defaults({ spec }) {
      if (spec) spec.reason ??= 'Unspecified';
    },
    prepareForCreate(revocation, { now }) {
      const { spec } = revocation;
      delete revocation.status;
      // Times of credentials are whole seconds, cut off: what was issued a moment ago is before the next one.
      if (spec?.subject) spec.subject.issuedBefore ??= rfc3339(Date.parse(now) + 1000);
    },
    prepareForUpdate(revocation, old) {
      keepStatus(revocation, old);
    },
    validate: ({ spec }) => validateSpec(spec ?? {}),
    validateUpdate: ({ spec }, old) => validateImmutable(spec, old.spec, SPEC),
  },
  status: {
    prepareForUpdate(revocation, old) {
      if (old.spec) revocation.spec = old.spec;
    },
  },
});

function keepStatus(revocation: CredentialRevocation, { status }: CredentialRevocation): void {
  if (status) revocation.status = status;
  else delete revocation.status;
}

function validateSpec(spec: CredentialRevocationSpec): FieldError[] {
  const { certificate, token, subject, reason, note = '' } = spec;
  return [
    ...validateOneOf(spec, ['certificate', 'token', 'subject'], SPEC),
    ...(certificate ? validateSerial(certificate.serialNumber, SPEC.child('certificate', 'serialNumber')) : []),
    ...(token && !token.id ? [required(SPEC.child('token', 'id'))] : []),
    ...(subject ? validateSubject(subject) : []),
    ...validateEnum(reason, [...REVOCATION_REASONS.keys()], SPEC.child('reason')),
    ...(byteLength(note) > MAX_NOTE ? [tooLong(SPEC.child('note'), MAX_NOTE)] : []),
  ];
}

function validateSerial(serial: string | undefined, at: FieldPath): FieldError[] {
  if (!serial) return [required(at)];
  const detail = 'must be a hexadecimal number of at most 20 octets, with colons between them or without';
  return SERIAL.test(serial) ? [] : [invalidValue(at, serial, detail)];
}

function validateSubject(subject: RevokedSubject): FieldError[] {
  const { user, group, serviceAccount } = subject;
  const named = { user, group, serviceAccount };
  return [
    ...validateOneOf(named, ['user', 'group', 'serviceAccount'], SUBJECT),
    ...(user === '' ? [required(SUBJECT.child('user'))] : []),
    ...(group === '' ? [required(SUBJECT.child('group'))] : []),
    ...(serviceAccount ? validateServiceAccount(serviceAccount) : []),
  ];
}

function validateServiceAccount({ namespace = '', name = '' }: { namespace?: string; name?: string }): FieldError[] {
  const at = SUBJECT.child('serviceAccount');
  const check = (value: string, checker: (name: string) => string[], of: FieldPath) =>
    value === '' ? [required(of)] : validateName(value, checker, of);
  return [
    ...check(namespace, isDns1123Label, at.child('namespace')),
    ...check(name, isDns1123Subdomain, at.child('name')),
  ];
}
