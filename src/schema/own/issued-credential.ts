import { modelName, type OwnModel, ownKind, ownModel } from './model.ts';

const VERSION = 'v1alpha1';
const model = (kind: string) => modelName(VERSION, kind);
const string = (description: string) => ({ type: 'string', description });
const time = (description: string) => ({ type: 'Date', format: 'date-time', description });

export const ISSUED_CREDENTIAL: readonly OwnModel[] = [
  ...ownKind(
    VERSION,
    'IssuedCredential',
    'IssuedCredential records a credential that was issued to a person or a machine: who holds it, until when, and when it was used last. It is not the credential: deleting it takes nothing from anybody. The control plane writes it; who may write it too can make a credential look up to five minutes younger than it is.',
    {
      spec: {
        type: model('IssuedCredentialSpec'),
        required: true,
        description: 'spec is what is known from the moment of issuing. It cannot be changed.',
      },
      status: { type: model('IssuedCredentialStatus'), description: '' },
    },
  ),
  ownModel(
    VERSION,
    'IssuedCredentialSpec',
    'IssuedCredentialSpec describes a credential, without the secret part of it.',
    {
      type: { type: 'string', required: true, description: 'type is what was issued.' },
      credentialID: {
        type: 'string',
        required: true,
        description: 'credentialID is how audit names it: X509SHA256=<fingerprint> or JTI=<token id>.',
      },
      username: { type: 'string', required: true, description: 'username is the user that it proves.' },
      groups: { type: 'Array<string>', description: 'groups are those that it proves.' },
      issuer: string("issuer is the certificate's issuer, or the token's iss claim."),
      serialNumber: string('serialNumber is of a certificate: hexadecimal.'),
      tokenID: string('tokenID is of a token: its jti claim.'),
      issuedBy: string('issuedBy is the user who asked for it.'),
      issuedAt: time('issuedAt is when it was issued. A certificate may be valid from a few minutes before.'),
      expiresAt: time('expiresAt is when it ceases to be valid.'),
    },
  ),
  ownModel(
    VERSION,
    'IssuedCredentialStatus',
    'IssuedCredentialStatus says how a credential is used. It is written about once a minute, of thousands of credentials less often.',
    {
      lastUsedAt: time('lastUsedAt is when a request was authenticated by it last.'),
      lastUsedFrom: string('lastUsedFrom is the address from which that request came.'),
    },
  ),
];
