import type { KubeObject } from '../api/object.ts';
import type { Codec, StoredObject } from './codec.ts';

/** One object at one revision. Neither it nor its object nor its bytes may be changed. */
export class CachedObject {
  readonly key: string;
  readonly revision: number;
  readonly createRevision: number;
  /** The wire JSON, `metadata.resourceVersion` included. */
  readonly bytes: Buffer;
  readonly #codec: Codec;
  #attachment: unknown;
  #object: KubeObject | undefined;

  constructor(stored: StoredObject, createRevision: number, codec: Codec) {
    this.key = stored.key;
    this.revision = stored.revision;
    this.createRevision = createRevision;
    this.bytes = codec.bytes(stored);
    this.#codec = codec;
    this.#attachment = stored.attachment;
  }

  /** The parsed object; made when it is first asked for. @throws what the codec throws on damaged bytes */
  get object(): KubeObject {
    if (!this.#object) {
      const { key, revision } = this;
      this.#object = this.#codec.object(this.bytes, { key, revision, attachment: this.#attachment });
      this.#attachment = undefined;
    }
    return this.#object;
  }
}
