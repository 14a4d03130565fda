/** OpenAPI documents of what a server serves. Pure. */
import type { GroupVersionKind, JsonObject } from '../../../api/object.ts';
import type { CatalogGroup, CatalogVersion } from '../discovery/catalog.ts';
import { Definitions, type OpenApiVersion } from './definitions.ts';
import type { Descriptions } from './descriptions.ts';
import { type Body, type Operation, type Path, pathsOf } from './operations.ts';
import { queryParameter } from './query-parameters.ts';
import { PATCH } from './shared-definitions.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const MEDIA_TYPES = ['application/json', 'application/yaml'];
const PATCH_TYPES = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
];

export interface DocumentInput {
  readonly descriptions: Descriptions;
  /** The server's version: `v1.36.0`. */
  readonly version: string;
}

/** OpenAPI 3, of one group version. */
export function documentV3(
  group: string,
  served: CatalogVersion,
  { descriptions, version }: DocumentInput,
): JsonObject {
  const writer = new DocumentWriter('v3', descriptions);
  writer.addGroupVersion(group, served);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version },
    paths: writer.paths,
    components: { schemas: writer.definitions.toJson() },
  };
}

/**
 * OpenAPI 2, of everything. Yields between group versions, for whoever must not hold up others; returns the document.
 */
export function* documentV2(groups: readonly CatalogGroup[], input: DocumentInput): Generator<void, JsonObject> {
  const writer = new DocumentWriter('v2', input.descriptions);
  for (const group of groups) {
    for (const served of group.versions) {
      writer.addGroupVersion(group.name, served);
      yield;
    }
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: input.version },
    paths: writer.paths,
    definitions: writer.definitions.toJson(),
  };
}

class DocumentWriter {
  readonly paths: JsonObject = {};
  readonly definitions: Definitions;
  readonly #version: OpenApiVersion;

  constructor(version: OpenApiVersion, descriptions: Descriptions) {
    this.#version = version;
    this.definitions = new Definitions(version, descriptions);
  }

  addGroupVersion(group: string, served: CatalogVersion): void {
    for (const row of served.resources) {
      for (const path of pathsOf(group, served.version, row)) this.#addPath(path);
    }
  }

  #addPath({ path, parameters, operations }: Path): void {
    const item: JsonObject = { parameters: parameters.map((name) => this.#pathParameter(name)) };
    for (const operation of operations) item[operation.method] = this.#operation(operation);
    this.paths[path] = item;
  }

  #pathParameter(name: string): JsonObject {
    const description = name === 'name' ? 'The name of the object.' : 'The namespace of the object.';
    return { name, in: 'path', description, required: true, ...this.#typed('string') };
  }

  #operation(operation: Operation): JsonObject {
    const { group, version, kind } = operation.gvk;
    return {
      description: operation.description,
      ...(this.#version === 'v2' ? this.#parametersV2(operation) : this.#parametersV3(operation)),
      responses: this.#responses(operation),
      'x-kubernetes-action': operation.action,
      'x-kubernetes-group-version-kind': { group, kind, version },
    };
  }

  #queryParameters({ query }: Operation): JsonObject[] {
    return query.map((name) => {
      const { type, description } = queryParameter(name);
      return { name, in: 'query', description, ...this.#typed(type) };
    });
  }

  #typed(type: string): JsonObject {
    return this.#version === 'v2' ? { type } : { schema: { type } };
  }

  #parametersV2(operation: Operation): JsonObject {
    const schema = operation.request && this.#bodySchema(operation.request, operation.gvk);
    const body = schema ? [{ name: 'body', in: 'body', required: operation.request !== 'delete-options', schema }] : [];
    return {
      consumes: operation.request === 'patch' ? PATCH_TYPES : MEDIA_TYPES,
      produces: MEDIA_TYPES,
      parameters: [...body, ...this.#queryParameters(operation)],
    };
  }

  #parametersV3(operation: Operation): JsonObject {
    const schema = operation.request && this.#bodySchema(operation.request, operation.gvk);
    const types = operation.request === 'patch' ? PATCH_TYPES : MEDIA_TYPES;
    return {
      parameters: this.#queryParameters(operation),
      ...(schema && { requestBody: { content: contentOf(types, schema) } }),
    };
  }

  #responses(operation: Operation): JsonObject {
    const schema = this.#bodySchema(operation.response, operation.gvk);
    const inBody = this.#version === 'v2' ? { schema } : { content: contentOf(MEDIA_TYPES, schema ?? {}) };
    return { 200: { description: 'OK', ...(schema && inBody) } };
  }

  #bodySchema(body: Body, gvk: GroupVersionKind): JsonObject | undefined {
    switch (body) {
      case 'kind':
        return this.definitions.addKind(gvk);
      case 'list':
        return this.definitions.addKind({ ...gvk, kind: `${gvk.kind}List` });
      case 'patch':
        return this.definitions.reference(PATCH);
      case 'delete-options':
        return this.definitions.reference(`${META}.DeleteOptions`);
      case 'status':
        return this.definitions.reference(`${META}.Status`);
    }
  }
}

function contentOf(types: readonly string[], schema: JsonObject): JsonObject {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}
