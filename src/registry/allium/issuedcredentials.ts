import { ALLIUM_GROUP, ALLIUM_VERSION, type IssuedCredential, type IssuedCredentialSpec } from '../../api/allium.ts';
import { type FieldError, path, required } from '../../api/field.ts';
import { modelName } from '../../schema/own/model.ts';
import { defineResource } from '../resource.ts';
import { validateEnum, validateImmutable } from '../validation/common.ts';

const SPEC = path('spec');

export const issuedCredentials = defineResource<IssuedCredential>({
  group: ALLIUM_GROUP,
  name: 'issuedcredentials',
  kind: 'IssuedCredential',
  namespaced: false,
  shortNames: ['icred'],
  categories: ['allium'],
  versions: [{ version: ALLIUM_VERSION, model: modelName(ALLIUM_VERSION, 'IssuedCredential') }],
  prefix: '/registry/allium.dev/issuedcredentials/',
  selectableFields: { 'spec.username': ({ spec }) => spec?.username ?? '' },
  strategy: {
    prepareForCreate(credential) {
      delete credential.status;
    },
    prepareForUpdate(credential, old) {
      if (old.status) credential.status = old.status;
      else delete credential.status;
    },
    validate: ({ spec }) => validateSpec(spec ?? {}),
    validateUpdate: ({ spec }, old) => validateImmutable(spec, old.spec, SPEC),
  },
  status: {
    prepareForUpdate(credential, old) {
      if (old.spec) credential.spec = old.spec;
    },
  },
});

function validateSpec({ type, credentialID, username }: IssuedCredentialSpec): FieldError[] {
  return [
    ...validateEnum(type, ['Certificate', 'Token'], SPEC.child('type')),
    ...(credentialID ? [] : [required(SPEC.child('credentialID'))]),
    ...(username ? [] : [required(SPEC.child('username'))]),
  ];
}
