import { certificateRequestError } from '../../api/certificates/certificate-request.ts';
import { issuedCertificateError } from '../../api/certificates/issued-certificate.ts';
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  path,
  required,
} from '../../api/field.ts';
import { isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { V1CertificateSigningRequest, V1CertificateSigningRequestSpec } from '../../schema/generated/types.ts';
import { repeats } from '../../util/repeats.ts';
import { defineResource } from '../resource.ts';
import { keepApprovals, stampConditions, validateConditionChanges, validateConditions } from './conditions.ts';
import { validateSignerName } from './signer-name.ts';
import { USAGES } from './usages.ts';

type CertificateSigningRequest = V1CertificateSigningRequest & KubeObject;

const SPEC = path('spec');
const CERTIFICATE = path('status', 'certificate');
const MIN_SECONDS = 600;
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';

/** Who asks is who is logged in, whatever the request says. */
function setRequester(spec: V1CertificateSigningRequestSpec, user: UserInfo): void {
  for (const field of ['username', 'uid', 'groups', 'extra'] as const) delete spec[field];
  spec.username = user.name;
  if (user.uid) spec.uid = user.uid;
  if (user.groups.length > 0) spec.groups = [...user.groups];
  const extra = Object.entries(user.extra ?? {});
  if (extra.length > 0) spec.extra = Object.fromEntries(extra.map(([key, values]) => [key, [...values]]));
}

function validateSpec(spec: V1CertificateSigningRequestSpec, old: V1CertificateSigningRequestSpec | undefined) {
  const errors: FieldError[] = [];
  const { request } = spec;
  const wrong = certificateRequestError(decoded(request ?? ''));
  if (wrong !== undefined) errors.push(invalidValue(SPEC.child('request'), request, wrong));
  // The spec never changes: what was let in once is not judged again.
  if (!old) errors.push(...validateUsages(spec.usages ?? []));
  errors.push(...validateSigner(spec.signerName ?? '', old));
  const seconds = spec.expirationSeconds;
  if (seconds !== undefined && seconds < MIN_SECONDS) {
    const detail = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(invalidValue(SPEC.child('expirationSeconds'), seconds, detail));
  }
  return errors;
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

function validateSigner(name: string, old: V1CertificateSigningRequestSpec | undefined): FieldError[] {
  const at = SPEC.child('signerName');
  if (name === LEGACY_SIGNER && old?.signerName !== LEGACY_SIGNER) {
    return [invalidValue(at, name, 'the legacy signerName is not allowed via this API version')];
  }
  return validateSignerName(name, at);
}

function validateUsages(usages: readonly string[]): FieldError[] {
  const at = SPEC.child('usages');
  return [
    ...(usages.length === 0 ? [required(at)] : []),
    ...usages.flatMap((usage, position) =>
      USAGES.includes(usage) ? [] : [notSupported(at.index(position), usage, USAGES)],
    ),
    ...repeats(usages).flatMap((repeated, position) =>
      repeated ? [duplicate(at.index(position), usages[position])] : [],
    ),
  ];
}

function validate(request: CertificateSigningRequest, old?: CertificateSigningRequest): FieldError[] {
  const { spec = {}, status = {} } = request;
  const errors = [...validateSpec(spec, old?.spec), ...validateConditions(status, old?.status ?? {})];
  if (!status.certificate || status.certificate === old?.status?.certificate) return errors;
  const wrong = issuedCertificateError(decoded(status.certificate));
  return wrong === undefined ? errors : [...errors, invalidValue(CERTIFICATE, '<certificate data>', wrong)];
}

function validateUpdate(mayApprove: boolean, maySign: boolean) {
  return (request: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] => [
    ...validate(request, old),
    ...validateConditionChanges(request.status ?? {}, old.status ?? {}, mayApprove),
    ...validateCertificate(request.status?.certificate ?? '', old.status?.certificate ?? '', maySign),
  ];
}

function validateCertificate(certificate: string, old: string, maySign: boolean): FieldError[] {
  if (certificate === old) return [];
  if (!maySign) return [forbiddenField(CERTIFICATE, 'updates may not set certificate content')];
  return old === '' ? [] : [forbiddenField(CERTIFICATE, 'updates may not modify existing certificate content')];
}

export const certificateSigningRequests = defineResource<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  name: 'certificatesigningrequests',
  kind: 'CertificateSigningRequest',
  namespaced: false,
  shortNames: ['csr'],
  selectableFields: { 'spec.signerName': (request) => request.spec?.signerName ?? '' },
  strategy: {
    validateName: isPathSegmentName,
    prepareForCreate(request, { user }) {
      request.spec ??= {};
      setRequester(request.spec, user);
      request.status = {};
    },
    prepareForUpdate(request, old) {
      request.spec = old.spec ?? {};
      request.status = old.status ?? {};
    },
    validate: (request) => validate(request),
    validateUpdate: validateUpdate(false, false),
  },
  status: {
    prepareForUpdate(request, old, { now }) {
      request.spec = old.spec ?? {};
      request.status ??= {};
      keepApprovals(request.status, old.status ?? {});
      stampConditions(request.status, old.status ?? {}, now);
    },
    validateUpdate: validateUpdate(false, true),
  },
  objectSubresources: {
    approval: {
      prepareForUpdate(request, old, { now }) {
        const conditions = structuredClone(request.status?.conditions ?? []);
        request.spec = old.spec ?? {};
        request.status = { ...old.status, conditions };
        stampConditions(request.status, old.status ?? {}, now);
      },
      validateUpdate: validateUpdate(true, false),
    },
  },
});
