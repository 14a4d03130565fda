import { modelName, type OwnModel, ownKind, ownModel } from './model.ts';

const VERSION = 'v1alpha1';
const model = (kind: string) => modelName(VERSION, kind);

export const CREDENTIAL_REVOCATION: readonly OwnModel[] = [
  ...ownKind(
    VERSION,
    'CredentialRevocation',
    'CredentialRevocation makes credentials invalid before they expire: requests with them are answered 401, and their open watches are ended. It says what is revoked in one of three ways: a certificate, a token, or everything that a subject was issued before an instant. Deleting the object makes the credentials valid again.',
    {
      spec: {
        type: model('CredentialRevocationSpec'),
        required: true,
        description: 'spec says what is revoked. It cannot be changed.',
      },
      status: { type: model('CredentialRevocationStatus'), description: '' },
    },
  ),
  ownModel(
    VERSION,
    'CredentialRevocationSpec',
    'CredentialRevocationSpec says what is revoked, and why. Exactly one of certificate, token and subject is set.',
    {
      certificate: { type: model('RevokedCertificate'), description: 'certificate names one client certificate.' },
      token: { type: model('RevokedToken'), description: 'token names one token.' },
      subject: {
        type: model('RevokedSubject'),
        description: 'subject names whom everything is revoked that was issued before an instant.',
      },
      reason: {
        type: 'string',
        description: 'reason is one of RFC 5280. Default: Unspecified.',
      },
      note: { type: 'string', description: 'note is for people: what happened. At most 1024 characters.' },
    },
  ),
  ownModel(
    VERSION,
    'CredentialRevocationStatus',
    'CredentialRevocationStatus says what the control plane knows of what is revoked.',
    {
      expiresAt: {
        type: 'Date',
        format: 'date-time',
        description:
          'expiresAt is when all that is revoked has expired by itself; the object is deleted a day later. Absent: it stays until somebody deletes it.',
      },
    },
  ),
  ownModel(VERSION, 'RevokedCertificate', 'RevokedCertificate names a client certificate as its authority does.', {
    issuer: {
      type: 'string',
      description:
        "issuer is the distinguished name of the certificate's issuer, as RFC 2253 writes it: CN=kubernetes. Absent: whoever issued it.",
    },
    serialNumber: {
      type: 'string',
      required: true,
      description: 'serialNumber is hexadecimal, with colons between the octets or without.',
    },
  }),
  ownModel(VERSION, 'RevokedToken', 'RevokedToken names a token by the claims that identify it.', {
    id: { type: 'string', required: true, description: 'id is the jti claim of the token.' },
    issuer: { type: 'string', description: 'issuer is the iss claim of the token. Absent: whoever issued it.' },
  }),
  ownModel(
    VERSION,
    'RevokedSubject',
    'RevokedSubject names whose credentials are revoked. Exactly one of user, group and serviceAccount is set. Who acts as somebody else is still who they are: a user that is impersonated is not meant.',
    {
      user: { type: 'string', description: 'user is the name that the credentials prove.' },
      group: { type: 'string', description: 'group is one of the groups that the credentials prove.' },
      serviceAccount: {
        type: model('RevokedServiceAccount'),
        description: 'serviceAccount is whose tokens are revoked.',
      },
      issuedBefore: {
        type: 'Date',
        format: 'date-time',
        description:
          'issuedBefore spares credentials that were issued then or later. Default: the moment of creation. Credentials that do not say when they were issued are not spared.',
      },
    },
  ),
  ownModel(VERSION, 'RevokedServiceAccount', 'RevokedServiceAccount names a service account.', {
    namespace: { type: 'string', required: true, description: 'namespace is where the service account is.' },
    name: { type: 'string', required: true, description: "name is the service account's name." },
  }),
];
