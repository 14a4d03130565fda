/** Certificates that are asked for through the API, by kubectl. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { TestRequest } from '../../src/api/certificates/testing.ts';
import type { Client, ControlPlane } from './control-plane.ts';
import { eventually, outputOf } from './expect.ts';

/** @param spec beside the request itself */
export function signingRequest(name: string, { pem }: TestRequest, spec: object = {}) {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {
      request: Buffer.from(pem).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      ...spec,
    },
  };
}

/** The certificate, once it is there; PEM. */
export async function issued(kubectl: Client, name: string): Promise<string> {
  let base64 = '';
  await eventually(async () => {
    base64 = await outputOf(kubectl(`get csr ${name} -o jsonpath='{.status.certificate}'`));
    assert.notEqual(base64, '');
  });
  return Buffer.from(base64, 'base64').toString();
}

/**
 * @param user of a kubeconfig: `{ token }`, or a certificate with its key as `certificateUser` gives it
 * @returns kubectl with this credential and no other
 */
export async function kubectlAs(plane: ControlPlane, name: string, user: object): Promise<Client> {
  const path = join(plane.directory, `${name}.kubeconfig`);
  const authority = Buffer.from(plane.credentials.ca).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: plane.url, 'certificate-authority-data': authority } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  await writeFile(path, stringify(config), { mode: 0o600 });
  return (command, options) => plane.kubectl(`--kubeconfig=${path} ${command}`, options);
}

export function certificateUser(certificate: string, { privateKey }: TestRequest): object {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return { 'client-certificate-data': base64(certificate), 'client-key-data': base64(privateKey) };
}
