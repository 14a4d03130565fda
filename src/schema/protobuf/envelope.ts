/** What stands around an object in Kubernetes' protobuf: four bytes of magic, then a runtime.Unknown. */
import { fixedFields, textOf } from './fixed-fields.ts';
import { EMPTY, WireError } from './wire.ts';

/** `k8s`, and the number of the encoding style; there is one. */
const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

export interface Envelope {
  /** Empty where the sender left it to the request's path. */
  readonly apiVersion: string;
  readonly kind: string;
  /** The object's own message. */
  readonly raw: Buffer;
}

export function isEnveloped(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/** @throws WireError in kube-apiserver's words */
export function openEnvelope(bytes: Buffer): Envelope {
  if (bytes.length === 0) throw new WireError('empty data');
  if (!isEnveloped(bytes)) {
    const magic = [...MAGIC].join(' ');
    throw new WireError(`provided data does not appear to be a protobuf message, expected prefix [${magic}]`);
  }
  if (bytes.length === MAGIC.length) throw new WireError('empty body');
  const [typeMeta = EMPTY, raw = EMPTY] = fixedFields(bytes.subarray(MAGIC.length), ['bytes', 'bytes']);
  const [apiVersion = EMPTY, kind = EMPTY] = fixedFields(typeMeta, ['bytes', 'bytes']);
  return { apiVersion: textOf(apiVersion), kind: textOf(kind), raw };
}
