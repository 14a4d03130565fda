/** The revocations of certificates as signed lists, one of each authority, for verifiers outside of the cluster. */
import { createPrivateKey } from 'node:crypto';
import { type CrlEntry, createCrl, crlPem } from '../../../pki/crl.ts';
import type { PemPair } from '../../../pki/pem-pair.ts';
import type { ApiRequest, ApiResponse } from '../../../request/http.ts';

/** Of the authority that issues. */
export const CRL_PATH = '/pki/ca.crl';
/** During a rotation, of the one before it: nobody else may say what became of its certificates. */
export const PREVIOUS_CRL_PATH = '/pki/ca-previous.crl';

const SECOND = 1000;
const HOUR = 3_600_000;
/** Verifiers refuse a list that is older. */
const VALID = 24 * HOUR;
/** After that long it is signed anew though nothing has changed. */
const RENEWED_AFTER = HOUR;
/** Making a long list costs a second of work: it is not made more often than this, however often things change. */
const MADE_AT_MOST_EVERY = 5 * SECOND;

export interface CrlRoutePorts {
  readonly path: string;
  /** Changes with every revocation. */
  version(): number;
  /** Of certificates that the authority issued. */
  entries(authority: string): Iterable<CrlEntry>;
  /** Who signs; undefined: there is no such list now. */
  authority(): PemPair | undefined;
  /** Wall clock, in milliseconds. */
  now(): number;
}

interface MadeList {
  readonly version: number;
  readonly authority: string;
  readonly at: number;
  readonly der: Promise<Buffer>;
}

export class CrlRoute {
  readonly #ports: CrlRoutePorts;
  #made: MadeList | undefined;
  #number = 0;

  constructor(ports: CrlRoutePorts) {
    this.#ports = ports;
  }

  handle(request: ApiRequest): Promise<ApiResponse> | undefined {
    if (request.path !== this.#ports.path || request.method !== 'GET') return undefined;
    const authority = this.#ports.authority();
    return authority && this.#respond(authority, wantsPem(request));
  }

  async #respond(authority: PemPair, asPem: boolean): Promise<ApiResponse> {
    const list = await this.#current(authority);
    return asPem
      ? { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: Buffer.from(await crlPem(list)) }
      : { status: 200, headers: { 'content-type': 'application/pkix-crl' }, body: list };
  }

  #current(authority: PemPair): Promise<Buffer> {
    const made = this.#made;
    if (made !== undefined && this.#isGood(made, authority)) return made.der;
    const next = this.#make(authority);
    this.#made = next;
    next.der.catch(() => {
      if (this.#made === next) this.#made = undefined;
    });
    return next.der;
  }

  #isGood({ version, authority, at }: MadeList, { certificate }: PemPair): boolean {
    const age = this.#ports.now() - at;
    if (authority !== certificate || age >= RENEWED_AFTER || age < 0) return false;
    return version === this.#ports.version() || age < MADE_AT_MOST_EVERY;
  }

  #make({ certificate, privateKey }: PemPair): MadeList {
    const now = this.#ports.now();
    // Grows over restarts too, and over the replicas of a control plane.
    this.#number = Math.max(this.#number + 1, now);
    const content = {
      entries: this.#ports.entries(certificate),
      number: this.#number,
      thisUpdate: now,
      nextUpdate: now + VALID,
    };
    const der = createCrl(content, { certificate, privateKey: createPrivateKey(privateKey) });
    return { version: this.#ports.version(), authority: certificate, at: now, der };
  }
}

/** PEM where the client asks for it by name. */
function wantsPem({ headers }: ApiRequest): boolean {
  return typeof headers.accept === 'string' && /\bpem\b|x-pem-file/.test(headers.accept);
}
