import { type FieldError, invalidValue, notSupported, path, required } from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName, isValidPortNumber } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type {
  ApiregistrationV1ServiceReference,
  V1APIService,
  V1APIServiceSpec,
} from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { keepMetadata } from '../status-metadata.ts';
import { validateName } from '../validation/common.ts';

type APIService = V1APIService & KubeObject;

const SPEC = path('spec');
const DEFAULT_PORT = 443;
const MAX_GROUP_PRIORITY = 20_000;
const MAX_VERSION_PRIORITY = 1000;
const CONDITION_STATUSES = ['True', 'False', 'Unknown'];

function validate({ metadata, spec = {} }: APIService): FieldError[] {
  const { group = '', version = '' } = spec;
  const expected = `${version}.${group}`;
  const errors: FieldError[] = [];
  if (metadata.name !== expected && isPathSegmentName(metadata.name ?? '').length === 0) {
    const detail = `must be \`spec.version+"."+spec.group\`: ${goQuote(expected)}`;
    errors.push(invalidValue(path('metadata', 'name'), metadata.name, detail));
  }
  if (group === '' && version !== 'v1') {
    errors.push(required(SPEC.child('group'), 'only v1 may have an empty group and it better be legacy kube'));
  }
  if (group !== '') errors.push(...validateName(group, isDns1123Subdomain, SPEC.child('group')));
  errors.push(...validateName(version, isDns1035Label, SPEC.child('version')));
  errors.push(...validatePriority('groupPriorityMinimum', spec.groupPriorityMinimum, MAX_GROUP_PRIORITY));
  errors.push(...validatePriority('versionPriority', spec.versionPriority, MAX_VERSION_PRIORITY));
  return [...errors, ...(spec.service ? validateRemote(spec, spec.service) : validateLocal(spec))];
}

function validatePriority(field: string, value = 0, maximum: number): FieldError[] {
  if (value > 0 && value <= maximum) return [];
  return [invalidValue(SPEC.child(field), value, `must be positive and less than ${maximum}`)];
}

function validateLocal({ caBundle, insecureSkipTLSVerify }: V1APIServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (caBundle) {
    const size = `${Buffer.from(caBundle, 'base64').length} bytes`;
    errors.push(invalidValue(SPEC.child('caBundle'), size, 'local APIServices may not have a caBundle'));
  }
  if (insecureSkipTLSVerify) {
    const detail = 'local APIServices may not have insecureSkipTLSVerify';
    errors.push(invalidValue(SPEC.child('insecureSkipTLSVerify'), true, detail));
  }
  return errors;
}

function validateRemote(
  { caBundle, insecureSkipTLSVerify }: V1APIServiceSpec,
  service: ApiregistrationV1ServiceReference,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!service.namespace) errors.push(required(SPEC.child('service', 'namespace')));
  if (!service.name) errors.push(required(SPEC.child('service', 'name')));
  const port = service.port ?? 0;
  const wrong = isValidPortNumber(port);
  if (wrong.length > 0) {
    errors.push(invalidValue(SPEC.child('service', 'port'), port, `port is not valid: ${wrong.join(', ')}`));
  }
  if (insecureSkipTLSVerify && caBundle) {
    errors.push(invalidValue(SPEC.child('insecureSkipTLSVerify'), true, 'may not be true if caBundle is present'));
  }
  return errors;
}

function validateStatus({ status }: APIService): FieldError[] {
  return (status?.conditions ?? []).flatMap(({ status: value = '' }, position) => {
    if (CONDITION_STATUSES.includes(value)) return [];
    return [notSupported(path('status', 'conditions').index(position).child('status'), value, CONDITION_STATUSES)];
  });
}

export const apiServices = defineResource<APIService>({
  group: 'apiregistration.k8s.io',
  name: 'apiservices',
  kind: 'APIService',
  namespaced: false,
  categories: ['api-extensions'],
  prefix: '/registry/apiregistration.k8s.io/apiservices/',
  strategy: {
    allowUnconditionalUpdate: false,
    validateName: isPathSegmentName,
    defaults({ spec }) {
      if (spec?.service) spec.service.port ??= DEFAULT_PORT;
    },
    prepareForCreate(apiService, { now }) {
      apiService.status = {};
      if (apiService.spec?.service) return;
      const message = 'Local APIServices are always available';
      apiService.status.conditions = [
        { type: 'Available', status: 'True', lastTransitionTime: now, reason: 'Local', message },
      ];
    },
    prepareForUpdate(apiService, old) {
      apiService.status = old.status ?? {};
    },
    validate,
    validateUpdate: validate,
  },
  status: {
    prepareForUpdate(apiService, old) {
      apiService.spec = old.spec ?? {};
      keepMetadata(apiService, old);
    },
    validateUpdate: validateStatus,
  },
});
