/** Signs what was approved for one of the built-in signers, or says why it cannot be signed. */
import type { CertificateRequest } from '../../api/certificates/certificate-request.ts';
import { isBuiltInSigner, signerRuleError } from '../../api/certificates/signer-rules.ts';
import { rfc3339 } from '../../api/time.ts';
import type { Controller, ControllerPorts } from '../controller.ts';
import { conditionOf, parsedRequest, type SigningRequest, withCondition } from './request-object.ts';
import { RequestsController } from './requests-controller.ts';

export const CSR_SIGNER = 'csrsigning';

/** The cluster's authority. */
export interface CertificateAuthority {
  /**
   * @param requestName the object that asked
   * @param lifetime in milliseconds
   * @returns PEM, once it is on record that it was issued
   */
  sign(
    requestName: string,
    what: { readonly request: CertificateRequest; readonly usages: readonly string[]; readonly lifetime: number },
  ): Promise<string>;
}

export interface CsrSignerOptions {
  readonly authority: CertificateAuthority;
  /** The longest life of a certificate, and that of one whose request names none; in milliseconds. */
  readonly longestLifetime: number;
}

const SHORTEST_LIFETIME = 600_000;

/** All four signers are one controller: they differ by their rules only. */
export function csrSigner(options: CsrSignerOptions, ports: ControllerPorts): Controller {
  return new RequestsController(CSR_SIGNER, ports, async (request, target) => {
    if (!isToBeSigned(request)) return undefined;
    await ports.client.update({ ...target, subresource: 'status' }, await answer(request, options, ports));
    return undefined;
  });
}

function isToBeSigned(request: SigningRequest): boolean {
  return (
    isBuiltInSigner(request.spec.signerName) &&
    !request.status?.certificate &&
    conditionOf(request, 'Approved') !== undefined &&
    conditionOf(request, 'Denied') === undefined &&
    conditionOf(request, 'Failed') === undefined
  );
}

/** The request with its certificate, or failed. */
async function answer(
  object: SigningRequest,
  { authority, longestLifetime }: CsrSignerOptions,
  { clock }: ControllerPorts,
): Promise<SigningRequest> {
  const { signerName, usages = [], expirationSeconds } = object.spec;
  const request = parsedRequest(object);
  const wrong = signerRuleError(signerName, request, usages);
  if (wrong !== undefined) return failed(object, wrong, rfc3339(clock.now()));
  const lifetime = lifetimeOf(expirationSeconds, longestLifetime);
  const pem = await authority.sign(object.metadata.name!, { request, usages, lifetime });
  return { ...object, status: { ...object.status, certificate: Buffer.from(pem).toString('base64') } };
}

function failed(object: SigningRequest, message: string, lastUpdateTime: string): SigningRequest {
  const reason = 'SignerValidationFailure';
  return withCondition(object, { type: 'Failed', status: 'True', reason, message, lastUpdateTime });
}

/** @param longest wins over what is asked for, even over the shortest life */
export function lifetimeOf(expirationSeconds: number | undefined, longest: number): number {
  if (expirationSeconds === undefined) return longest;
  return Math.min(longest, Math.max(SHORTEST_LIFETIME, expirationSeconds * 1000));
}
