/** A CertificateSigningRequest as the controllers see it. */
import { type CertificateRequest, readCertificateRequest } from '../../api/certificates/certificate-request.ts';
import type { KubeObject } from '../../api/object.ts';

export type ConditionType = 'Approved' | 'Denied' | 'Failed';

export interface Condition {
  readonly type: ConditionType;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  /** RFC 3339. */
  readonly lastUpdateTime?: string | null;
}

export interface SigningRequest extends KubeObject {
  readonly spec: {
    /** PEM in base64. */
    readonly request: string;
    readonly signerName: string;
    readonly usages?: readonly string[];
    readonly expirationSeconds?: number;
    readonly username?: string;
    readonly uid?: string;
    readonly groups?: readonly string[];
    readonly extra?: Readonly<Record<string, readonly string[]>>;
  };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    /** PEM in base64. */
    readonly certificate?: string;
  };
}

export function conditionOf({ status }: SigningRequest, type: ConditionType): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** As it was validated when it was stored. @throws CertificateRequestError */
export function parsedRequest({ spec }: SigningRequest): CertificateRequest {
  return readCertificateRequest(Buffer.from(spec.request, 'base64').toString('latin1'));
}

export function withCondition(request: SigningRequest, condition: Condition): SigningRequest {
  const conditions = [...(request.status?.conditions ?? []), condition];
  return { ...request, status: { ...request.status, conditions } };
}
