/** A certificate for a person, by way of the certificates API: asked for, approved and signed like any other. */
import { X509Certificate } from 'node:crypto';
import { recordNameOf } from '../../api/allium.ts';
import type { KubeObject } from '../../api/object.ts';
import { credentialIdOf } from '../../authentication/x509/certificate-user.ts';
import type { ApiClient } from '../../client/client.ts';
import { newCertificateRequest } from '../../pki/certificate-request.ts';
import { PkiError } from '../../pki/errors.ts';
import type { PemPair } from '../../pki/pem-pair.ts';
import { RECORDS, REQUESTS } from './targets.ts';
import { until } from './until.ts';

export interface Wanted {
  readonly name: string;
  readonly groups: readonly string[];
  /** In seconds; undefined: as long as the control plane gives. */
  readonly expires: number | undefined;
}

interface SigningRequest extends KubeObject {
  status?: { certificate?: string; conditions?: { type: string; message?: string }[] };
}

const PATIENCE_MILLISECONDS = 15_000;

/** @throws StatusError, PkiError */
export async function issueCertificate(client: ApiClient, wanted: Wanted): Promise<PemPair> {
  const { request, privateKey } = newCertificateRequest(wanted.name, wanted.groups);
  const created = (await client.create(REQUESTS, requestObject(request, wanted))) as SigningRequest;
  const name = created.metadata.name!;
  await client.update({ ...REQUESTS, name, subresource: 'approval' }, approved(created));
  const certificate = await until(() => signed(client, name), PATIENCE_MILLISECONDS);
  if (certificate === undefined) throw new PkiError(`nobody has signed the request ${name}, which is approved`);
  await recorded(client, certificate);
  return { certificate, privateKey };
}

function requestObject(request: string, { expires }: Wanted): KubeObject {
  const spec = {
    request: Buffer.from(request).toString('base64'),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['client auth'],
    ...(expires !== undefined && { expirationSeconds: expires }),
  };
  const metadata = { generateName: 'allium-user-' };
  return { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata, spec } as KubeObject;
}

function approved(request: SigningRequest): SigningRequest {
  const condition = { type: 'Approved', status: 'True', reason: 'AlliumUser', message: 'approved by allium user' };
  return { ...request, status: { ...request.status, conditions: [condition] } };
}

/** PEM. @throws PkiError when it is refused */
async function signed(client: ApiClient, name: string): Promise<string | undefined> {
  const { status = {} } = (await client.get({ ...REQUESTS, name })) as SigningRequest;
  const failed = status.conditions?.find(({ type }) => type === 'Failed' || type === 'Denied');
  if (failed) throw new PkiError(`the request ${name} is refused: ${failed.message ?? failed.type}`);
  return status.certificate && Buffer.from(status.certificate, 'base64').toString();
}

/** Until it is on record, its time of issue is not, and a revocation of the user may take it for an older one. */
async function recorded(client: ApiClient, certificate: string): Promise<void> {
  const name = recordNameOf(credentialIdOf(new X509Certificate(certificate)));
  await until(() => client.find({ ...RECORDS, name }), PATIENCE_MILLISECONDS);
}
