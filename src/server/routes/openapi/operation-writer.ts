/** Operations as a version of OpenAPI writes them. */
import type { GroupVersionKind, JsonObject } from '../../../api/object.ts';
import type { Definitions, OpenApiVersion } from './definitions.ts';
import type { Body, Operation, Path, Status } from './operation.ts';
import { type QueryParameterName, queryParameter } from './query-parameters.ts';
import { PATCH } from './shared-definitions.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const MEDIA_TYPES = ['application/json', 'application/yaml'];
const WATCHABLE = [...MEDIA_TYPES, 'application/json;stream=watch'];
const ANYTHING = ['*/*'];
const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];
const DESCRIPTIONS: Readonly<Record<Status, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

export class OperationWriter {
  readonly #version: OpenApiVersion;
  readonly #definitions: Definitions;

  /** @param definitions where those of the bodies are added */
  constructor(version: OpenApiVersion, definitions: Definitions) {
    this.#version = version;
    this.#definitions = definitions;
  }

  /** A path item. What all of its operations take in the query stands beside them. */
  path({ parameters, operations }: Path): JsonObject {
    const [first, ...others] = operations;
    const shared = first!.query.filter((name) => others.every(({ query }) => query.includes(name)));
    const item: JsonObject = {
      parameters: [
        ...parameters.map(({ name, description }) => {
          return { name, in: 'path', description, required: true, ...this.#typed('string') };
        }),
        ...shared.map((name) => this.#queryParameter(name)),
      ],
    };
    if (item.parameters.length === 0) delete item.parameters;
    for (const operation of operations) {
      const query = operation.query.filter((name) => !shared.includes(name));
      item[operation.method] = this.#operation({ ...operation, query });
    }
    return item;
  }

  #operation(operation: Operation): JsonObject {
    const { id, tag, description, about } = operation;
    return {
      description,
      operationId: id,
      tags: [tag],
      ...(this.#version === 'v2' ? this.#inputV2(operation) : this.#inputV3(operation)),
      responses: this.#responses(operation),
      ...(about && {
        'x-kubernetes-action': about.action,
        'x-kubernetes-group-version-kind': gvkOf(about.gvk),
      }),
    };
  }

  #inputV2(operation: Operation): JsonObject {
    const { request, response, query } = operation;
    const schema = request && this.#schema(request, operation);
    const body = schema ? [{ name: 'body', in: 'body', required: request !== 'delete-options', schema }] : [];
    const parameters = [...body, ...query.map((name) => this.#queryParameter(name))];
    return {
      schemes: ['https'],
      consumes: request === 'patch' ? PATCH_TYPES : ANYTHING,
      produces: mediaTypesOf(response),
      ...(parameters.length > 0 && { parameters }),
    };
  }

  #inputV3(operation: Operation): JsonObject {
    const { request, query } = operation;
    const schema = request && this.#schema(request, operation);
    const content = schema && contentOf(request === 'patch' ? PATCH_TYPES : ANYTHING, schema);
    return {
      ...(query.length > 0 && { parameters: query.map((name) => this.#queryParameter(name)) }),
      ...(content && { requestBody: { content, ...(request !== 'delete-options' && { required: true }) } }),
    };
  }

  #responses(operation: Operation): JsonObject {
    const schema = this.#schema(operation.response, operation);
    const content = () => ({ content: contentOf(mediaTypesOf(operation.response), schema ?? {}) });
    const inBody = schema && (this.#version === 'v2' ? { schema } : content());
    return {
      ...Object.fromEntries(
        operation.statuses.map((status) => [status, { description: DESCRIPTIONS[status], ...inBody }]),
      ),
      401: { description: 'Unauthorized' },
    };
  }

  /** @returns undefined for a kind that has no schema */
  #schema(body: Body, { about }: Operation): JsonObject | undefined {
    if (typeof body === 'object') return this.#definitions.reference(body.definition);
    switch (body) {
      case 'kind':
        return this.#definitions.addKind(about!.gvk);
      case 'list':
        return this.#definitions.addKind({ ...about!.gvk, kind: `${about!.gvk.kind}List` });
      case 'patch':
        return this.#definitions.reference(PATCH);
      case 'delete-options':
        return this.#definitions.reference(`${META}.DeleteOptions`);
      case 'status':
        return this.#definitions.reference(`${META}.Status`);
      case 'watch-event':
        return this.#definitions.reference(`${META}.WatchEvent`);
      case 'log':
      case 'any':
        return { type: 'string' };
    }
  }

  #queryParameter(name: QueryParameterName): JsonObject {
    const { type, description } = queryParameter(name);
    return { name, in: 'query', description, ...this.#typed(type) };
  }

  #typed(type: string): JsonObject {
    return this.#version === 'v2' ? { type } : { schema: { type } };
  }
}

function mediaTypesOf(response: Body): readonly string[] {
  if (response === 'any') return ANYTHING;
  if (response === 'log') return ['text/plain', ...MEDIA_TYPES];
  return response === 'list' || response === 'watch-event' ? WATCHABLE : MEDIA_TYPES;
}

function gvkOf({ group, kind, version }: GroupVersionKind): JsonObject {
  return { group, kind, version };
}

function contentOf(types: readonly string[], schema: JsonObject): JsonObject {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}
