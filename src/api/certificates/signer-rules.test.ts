import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCertificateRequest } from './certificate-request.ts';
import { signerRuleError } from './signer-rules.ts';
import { testRequest } from './testing.ts';

type Subject = Parameters<typeof testRequest>[0];
type Names = NonNullable<Parameters<typeof testRequest>[1]>;

const NODE: Subject = [
  ['O', 'system:nodes'],
  ['CN', 'system:node:a'],
];
const CLIENT = ['digital signature', 'key encipherment', 'client auth'];
const SERVER = ['digital signature', 'key encipherment', 'server auth'];
const DNS: Names = [{ type: 'dns', value: 'a.example.com' }];
const IP: Names = [{ type: 'ip', value: '10.0.0.1' }];
const EMAIL: Names = [{ type: 'email', value: 'a@example.com' }];
const URI: Names = [{ type: 'url', value: 'https://example.com/' }];

interface Case {
  readonly what: string;
  readonly subject?: Subject;
  readonly names?: Names;
  readonly usages?: readonly string[];
  readonly error: string | undefined;
}

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'kube-apiserver-client': [
    { what: 'client auth alone', usages: ['client auth'], error: undefined },
    { what: 'all three usages', error: undefined },
    { what: 'any names', names: [...DNS, ...IP, ...EMAIL, ...URI], error: undefined },
    {
      what: 'server auth',
      usages: ['client auth', 'server auth'],
      error: 'invalid usage for client certificate: server auth',
    },
    {
      what: 'no client auth',
      usages: ['digital signature'],
      error: 'missing required usage for client certificate: client auth',
    },
  ],
  'kube-apiserver-client-kubelet': [
    { what: 'a node', error: undefined },
    { what: 'a key that cannot encipher', usages: ['digital signature', 'client auth'], error: undefined },
    {
      what: 'usages that are missing',
      usages: ['client auth'],
      error: 'usages did not match [client auth digital signature key encipherment]',
    },
    {
      what: 'usages too many',
      usages: [...CLIENT, 'server auth'],
      error: 'usages did not match [client auth digital signature key encipherment]',
    },
    { what: 'another group', subject: [['CN', 'system:node:a']], error: 'subject organization is not system:nodes' },
    {
      what: 'a group more',
      subject: [...NODE, ['O', 'system:masters']],
      error: 'subject organization is not system:nodes',
    },
    {
      what: 'another name',
      subject: [
        ['O', 'system:nodes'],
        ['CN', 'ann'],
      ],
      error: 'subject common name does not begin with system:node:',
    },
    { what: 'a DNS name', names: DNS, error: 'DNS subjectAltNames are not allowed' },
    { what: 'an address', names: IP, error: 'IP subjectAltNames are not allowed' },
    { what: 'an email address', names: EMAIL, error: 'Email subjectAltNames are not allowed' },
    { what: 'a URI', names: URI, error: 'URI subjectAltNames are not allowed' },
  ],
  'kubelet-serving': [
    { what: 'a DNS name', names: DNS, usages: SERVER, error: undefined },
    { what: 'an address', names: IP, usages: SERVER, error: undefined },
    {
      what: 'a key that cannot encipher',
      names: IP,
      usages: ['digital signature', 'server auth'],
      error: undefined,
    },
    { what: 'no name', usages: SERVER, error: 'DNS or IP subjectAltName is required' },
    {
      what: 'an email address',
      names: [...DNS, ...EMAIL],
      usages: SERVER,
      error: 'Email subjectAltNames are not allowed',
    },
    { what: 'a URI', names: [...DNS, ...URI], usages: SERVER, error: 'URI subjectAltNames are not allowed' },
    {
      what: 'client auth',
      names: DNS,
      error: 'usages did not match [digital signature key encipherment server auth]',
    },
    {
      what: 'another name',
      subject: [
        ['O', 'system:nodes'],
        ['CN', 'ann'],
      ],
      names: DNS,
      usages: SERVER,
      error: 'subject common name does not begin with system:node:',
    },
  ],
  'legacy-unknown': [{ what: 'whatever it is', usages: ['any'], error: undefined }],
};

for (const [signer, cases] of Object.entries(CASES)) {
  describe(`kubernetes.io/${signer}`, () => {
    for (const { what, subject = NODE, names = [], usages = CLIENT, error } of cases) {
      test(what, async () => {
        const request = readCertificateRequest((await testRequest(subject, names)).pem);
        assert.equal(signerRuleError(`kubernetes.io/${signer}`, request, usages), error);
      });
    }
  });
}
