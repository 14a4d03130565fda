/** Certificates that are asked for through the API: who may decide about them, and who signs them. */
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import type { SignerPermission } from '../admission/plugins/certificate-approval/signer-permission.ts';
import type { Attributes, Authorizer } from '../authorization/authorizer.ts';
import { CSR_APPROVER, csrApprover } from '../controllers/certificates/approver.ts';
import { CSR_CLEANER, csrCleaner } from '../controllers/certificates/cleaner.ts';
import {
  type CertificateAuthority,
  CSR_SIGNER,
  type CsrSignerOptions,
  csrSigner,
} from '../controllers/certificates/signer.ts';
import type { Controller, ControllerPorts } from '../controllers/controller.ts';
import type { ClusterPki } from '../pki/cluster-pki.ts';
import { IssuedBook } from '../pki/issued-book.ts';
import { Issuer } from '../pki/issuer.ts';
import type { UserInfo } from '../request/user-info.ts';

/** Whether a user may approve or sign for a signer: for this one, or for all of its domain. */
export function signerPermission(authorizer: Authorizer): SignerPermission {
  return {
    async allows(user, verb, signerName) {
      const domain = signerName.split('/', 1)[0]!;
      for (const name of [signerName, `${domain}/*`]) {
        const { outcome } = await authorizer.authorize(signerAttributes(user, verb, name));
        if (outcome === 'allow') return true;
      }
      return false;
    },
  };
}

/** Signers are no resource that is served: they exist in authorization only. */
function signerAttributes(user: UserInfo, verb: string, name: string): Attributes {
  const resource = { group: 'certificates.k8s.io', version: '*', resource: 'signers', subresource: '', namespace: '' };
  return { user, verb, name, ...resource, isResourceRequest: true, path: '' };
}

/** They share an identity, as upstream's do. */
export const CERTIFICATE_CONTROLLER = 'certificate-controller';

/** @param portsOf of one identity under several names */
export function certificateControllers(
  signing: CsrSignerOptions,
  portsOf: (controller: string, identity: string) => ControllerPorts,
): Controller[] {
  return [
    csrApprover(portsOf(CSR_APPROVER, CERTIFICATE_CONTROLLER)),
    csrSigner(signing, portsOf(CSR_SIGNER, CERTIFICATE_CONTROLLER)),
    csrCleaner(portsOf(CSR_CLEANER, CERTIFICATE_CONTROLLER)),
  ];
}

/**
 * The cluster's authority as it is at the moment of signing. Throws for a while after a failure of the disk: what is not
 * on record is not issued.
 * @param directory where the authority's files are
 */
export function clusterAuthority(directory: string, pki: () => ClusterPki, now: () => number): CertificateAuthority {
  const issuer = new Issuer({ now, randomBytes: (size) => randomBytes(size) });
  const book = new IssuedBook(directory, now);
  return {
    async sign(requestName, what) {
      const { certificate, privateKey } = pki().authority;
      const issued = issuer.issueRequested({ certificate, privateKey: createPrivateKey(privateKey) }, what);
      await book.record(issued, certificate, requestName);
      return issued;
    },
  };
}

/** For the ready screen: which authority issues, for how long it lasts, and that a rotation is to be finished. */
export function certificatesFact({ authority, trusted }: ClusterPki): string {
  const { subject, validToDate } = new X509Certificate(authority.certificate);
  const rotating = trusted === authority.certificate ? '' : '; a rotation is under way: `allium ca status`';
  return `issued by ${subject} until ${validToDate.toISOString().slice(0, 10)}${rotating}`;
}
