/** Configuration files that are Kubernetes objects (apiserver.config.k8s.io): YAML or JSON, decoded strictly. */
import { goQuote } from '../../api/go-format.ts';
import { isJsonObject } from '../../api/object.ts';
import { parseYaml } from '../../api/yaml.ts';
import { repeatedKeysError } from '../../api/yaml-error.ts';
import { decodeValue } from '../../schema/decode/decode-object.ts';
import type { ObjectSchema } from '../../schema/schema.ts';
import { ConfigError } from '../errors.ts';
import { TEXT, withZeros } from './struct.ts';

export interface FileKind {
  readonly kind: string;
  /** All that are read; their fields are the same. */
  readonly apiVersions: readonly string[];
  /** Beside kind and apiVersion. */
  readonly schema: ObjectSchema;
}

/** @returns every field of the schema, with Go's zeros for those that the file leaves out @throws ConfigError */
export async function decodeFile(content: Buffer, kind: FileKind): Promise<any> {
  if (content.length === 0) throw new ConfigError('empty config data');
  try {
    return await decode(content, kind);
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

async function decode(content: Buffer, kind: FileKind): Promise<any> {
  const { value, duplicates }: { value: unknown; duplicates: readonly string[] } = await parseYaml(content);
  return decodeConfiguration(value, kind, repeatedKeysError(duplicates));
}

/**
 * The same for one that stands inside another file.
 * @param complaints about the text that it was read from
 * @throws Error
 */
export function decodeConfiguration(value: unknown, fileKind: FileKind, complaints: readonly string[] = []): any {
  const { kind, apiVersions, schema } = fileKind;
  if (!isJsonObject(value)) throw new Error(`it must be an object of kind ${kind}`);
  const { kind: saidKind, apiVersion } = value;
  if (saidKind === undefined) throw new Error("Object 'Kind' is missing");
  if (saidKind !== kind || !apiVersions.includes(apiVersion)) {
    const said = `no kind ${goQuote(String(saidKind))} is registered for version ${goQuote(String(apiVersion))}`;
    throw new Error(`${said}: it must be kind ${kind} of ${apiVersions.join(', ')}`);
  }
  return decodeUnversioned(value, schema, complaints);
}

/** The same for one that need not say what it is: those of Kubernetes' oldest plugins have no kind. */
export function decodeUnversioned(value: unknown, schema: ObjectSchema, complaints: readonly string[] = []): any {
  if (!isJsonObject(value)) throw new Error(`it must be an object with ${[...schema.fields.keys()].join(', ')}`);
  const { value: decoded, strictErrors } = decodeValue(value, withTypeMeta(schema));
  const all = [...complaints, ...strictErrors];
  if (all.length > 0) throw new Error(`strict decoding error: ${all.join(', ')}`);
  return withZeros(schema, decoded);
}

function withTypeMeta(schema: ObjectSchema): ObjectSchema {
  const meta = { schema: TEXT, required: false, keepsEmpty: false };
  return { ...schema, fields: new Map([['kind', meta], ['apiVersion', meta], ...schema.fields]) };
}
