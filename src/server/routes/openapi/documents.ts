/** OpenAPI documents of what a server serves. Pure. */
import type { JsonObject } from '../../../api/object.ts';
import type { CatalogGroup, CatalogVersion } from '../discovery/catalog.ts';
import { Definitions, type OpenApiVersion } from './definitions.ts';
import type { Descriptions } from './descriptions.ts';
import type { Path } from './operation.ts';
import { OperationWriter } from './operation-writer.ts';
import { pathsOf } from './operations.ts';
import { groupPath, resourcesPath, SERVER_PATHS } from './server-operations.ts';

const BEARER_TOKEN = {
  BearerToken: { description: 'Bearer Token authentication', in: 'header', name: 'authorization', type: 'apiKey' },
};

export interface DocumentInput {
  readonly descriptions: Descriptions;
  /** The server's version: `v1.36.0`. */
  readonly version: string;
}

/** OpenAPI 3, of one group version. */
export function documentV3(group: string, served: CatalogVersion, input: DocumentInput): JsonObject {
  return writtenV3(pathsOfVersion(group, served), input);
}

/** OpenAPI 3, of what is about the server and its groups: by the path that it is about, `apis/apps`. */
export function serverDocumentsV3(groups: readonly CatalogGroup[], input: DocumentInput): Map<string, JsonObject> {
  const paths = [...SERVER_PATHS, ...groups.map(({ name }) => groupPath(name))];
  return new Map(paths.map((path) => [path.path.replace(/^\/|\/$/g, ''), writtenV3([path], input)]));
}

function writtenV3(paths: readonly Path[], { descriptions, version }: DocumentInput): JsonObject {
  const writer = new DocumentWriter('v3', descriptions);
  writer.add(paths);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version },
    paths: writer.paths,
    components: { schemas: writer.definitions.toJson(), securitySchemes: BEARER_TOKEN },
  };
}

/**
 * OpenAPI 2, of everything. Yields between group versions, for whoever must not hold up others; returns the document.
 */
export function* documentV2(groups: readonly CatalogGroup[], input: DocumentInput): Generator<void, JsonObject> {
  const writer = new DocumentWriter('v2', input.descriptions);
  writer.add(SERVER_PATHS);
  for (const group of groups) {
    writer.add([groupPath(group.name)]);
    for (const served of group.versions) {
      writer.add(pathsOfVersion(group.name, served));
      yield;
    }
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: input.version },
    paths: writer.paths,
    definitions: writer.definitions.toJson(),
    securityDefinitions: BEARER_TOKEN,
    security: [{ BearerToken: [] }],
  };
}

function pathsOfVersion(group: string, served: CatalogVersion): Path[] {
  return [resourcesPath(group, served.version), ...served.resources.flatMap((row) => pathsOf(group, served, row))];
}

class DocumentWriter {
  readonly paths: JsonObject = {};
  readonly definitions: Definitions;
  readonly #operations: OperationWriter;

  constructor(version: OpenApiVersion, descriptions: Descriptions) {
    this.definitions = new Definitions(version, descriptions);
    this.#operations = new OperationWriter(version, this.definitions);
  }

  add(paths: readonly Path[]): void {
    for (const path of paths) this.paths[path.path] = this.#operations.path(path);
  }
}
