/** Removes requests that nobody needs any more: kubelets make new ones all the time. */
import { X509Certificate } from 'node:crypto';
import type { Controller, ControllerPorts } from '../controller.ts';
import { conditionOf, type SigningRequest } from './request-object.ts';
import { RequestsController } from './requests-controller.ts';

export const CSR_CLEANER = 'csrcleaner';

const HOUR = 3_600_000;
const KEPT_ISSUED = HOUR;
const KEPT_REFUSED = HOUR;
const KEPT_WAITING = 24 * HOUR;

export function csrCleaner(ports: ControllerPorts): Controller {
  return new RequestsController(CSR_CLEANER, ports, async (request, target) => {
    const remaining = removalTime(request) - ports.clock.now();
    if (remaining > 0) return remaining;
    const { uid, resourceVersion } = request.metadata;
    await ports.client.delete(target, { preconditions: { uid, resourceVersion } });
    return undefined;
  });
}

/** When a request is to go, in milliseconds; never for none: each goes at last. */
export function removalTime(request: SigningRequest): number {
  const created = Date.parse(request.metadata.creationTimestamp!);
  const since = (type: 'Approved' | 'Denied' | 'Failed'): number | undefined => {
    const condition = conditionOf(request, type);
    return condition && timeOf(condition.lastUpdateTime, created);
  };
  const refused = since('Denied') ?? since('Failed');
  if (refused !== undefined) return refused + KEPT_REFUSED;
  const approved = since('Approved');
  const certificate = request.status?.certificate;
  if (approved === undefined) return created + KEPT_WAITING;
  return certificate ? Math.min(approved + KEPT_ISSUED, expiry(certificate)) : approved + KEPT_WAITING;
}

function timeOf(written: string | null | undefined, otherwise: number): number {
  return written ? Date.parse(written) : otherwise;
}

/** It was read as a certificate when it was stored; one that a later release cannot read is kept its hour. */
function expiry(base64: string): number {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).validToDate.getTime();
  } catch {
    return Infinity;
  }
}
