/** OpenAPI documents as bytes: made when one is first asked for, kept compressed as long as nothing changes. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { JsonObject } from '../../../api/object.ts';
import type { CatalogGroup } from '../discovery/catalog.ts';
import { readDescriptions } from './descriptions.ts';
import { type DocumentInput, documentV2, documentV3, serverDocumentsV3 } from './documents.ts';
import { protobufDocument } from './protobuf-document.ts';
import { rootOf } from './server-operations.ts';

export interface MadeDocument {
  /** SHA-512 of the bytes, in upper-case hexadecimal. */
  readonly hash: string;
  readonly gzipped: Buffer;
}

const compress = promisify(gzip);

/** The documents of one catalog. Making them yields to the event loop between group versions. */
export class DocumentCache {
  readonly #groups: readonly CatalogGroup[];
  readonly #version: string;
  #v2: Promise<MadeDocument> | undefined;
  #protobufV2: Promise<MadeDocument> | undefined;
  #v3: Promise<ReadonlyMap<string, MadeDocument>> | undefined;

  constructor(groups: readonly CatalogGroup[], version: string) {
    this.#groups = groups;
    this.#version = version;
  }

  v2(): Promise<MadeDocument> {
    this.#v2 ??= unlessItFails(this.#makeV2().then(encode), () => (this.#v2 = undefined));
    return this.#v2;
  }

  protobufV2(): Promise<MadeDocument> {
    this.#protobufV2 ??= unlessItFails(this.#makeProtobufV2(), () => (this.#protobufV2 = undefined));
    return this.#protobufV2;
  }

  /** By what it is about, as paths name it: `api/v1`, `apis/apps/v1`, `apis/apps`, `version`. */
  v3(): Promise<ReadonlyMap<string, MadeDocument>> {
    this.#v3 ??= unlessItFails(this.#makeV3(), () => (this.#v3 = undefined));
    return this.#v3;
  }

  async #makeV2(): Promise<JsonObject> {
    return inTurns(documentV2(this.#groups, await this.#input()));
  }

  async #makeProtobufV2(): Promise<MadeDocument> {
    return compressed(await inTurns(protobufDocument(await this.#makeV2())));
  }

  async #makeV3(): Promise<ReadonlyMap<string, MadeDocument>> {
    const input = await this.#input();
    const made = new Map<string, MadeDocument>();
    for (const [path, document] of serverDocumentsV3(this.#groups, input)) made.set(path, await encode(document));
    for (const { name, versions } of this.#groups) {
      for (const served of versions) {
        made.set(rootOf(name, served.version).slice(1), await encode(documentV3(name, served, input)));
        await setImmediate();
      }
    }
    return made;
  }

  async #input(): Promise<DocumentInput> {
    return { descriptions: await readDescriptions(), version: this.#version };
  }
}

/** A document that could not be made is made anew for whoever asks next. */
function unlessItFails<Made>(making: Promise<Made>, forget: () => void): Promise<Made> {
  making.catch(forget);
  return making;
}

/** Does what is done step by step, with a turn of the event loop between steps. */
async function inTurns<Made>(making: Generator<void, Made>): Promise<Made> {
  for (;;) {
    const step = making.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

function encode(document: JsonObject): Promise<MadeDocument> {
  return compressed(Buffer.from(JSON.stringify(document)));
}

async function compressed(bytes: Buffer): Promise<MadeDocument> {
  const hash = createHash('sha512').update(bytes).digest('hex').toUpperCase();
  return { hash, gzipped: await compress(bytes) };
}

/** The bytes themselves, for the few clients that do not take them compressed. */
export function decompress({ gzipped }: MadeDocument): Promise<Buffer> {
  return promisify(gunzip)(gzipped);
}
