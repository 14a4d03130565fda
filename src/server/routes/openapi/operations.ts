/** The operations of a resource. */
import type { GroupVersionKind } from '../../../api/object.ts';
import type { ApiResource } from '../discovery/api-resource.ts';
import type { CatalogVersion } from '../discovery/catalog.ts';
import type { Operation, Path, PathParameter } from './operation.ts';
import { capitalized, type OperationNames, operationNames } from './operation-names.ts';
import {
  connectRules,
  LIST_RULE,
  OF_COLLECTION,
  OF_LOG,
  OF_OBJECT,
  OF_SUBRESOURCE,
  type Rule,
  type Topic,
  WATCH_COLLECTION,
  WATCH_OBJECT,
} from './operation-rules.ts';

/** @param row one of the group version's resources or subresources, as discovery lists them */
export function pathsOf(group: string, served: CatalogVersion, row: ApiResource): Path[] {
  const paths = new ResourcePaths(group, served, row);
  return (row.name.includes('/') ? paths.ofSubresource() : paths.ofResource()).filter(
    ({ operations }) => operations.length > 0,
  );
}

const NAMESPACE: PathParameter = { name: 'namespace', description: 'The namespace of the object.' };
const REST_OF_PATH: PathParameter = { name: 'path', description: 'The path behind the one of the connection.' };
const NAMESPACES = 'namespaces/{namespace}/';

class ResourcePaths {
  readonly #row: ApiResource;
  readonly #root: string;
  readonly #resource: string;
  readonly #topic: Topic;
  readonly #gvk: GroupVersionKind;
  readonly #names: OperationNames;
  readonly #answersDeleted: boolean;

  constructor(group: string, { version, resources, answersDeleted }: CatalogVersion, row: ApiResource) {
    const [resource, subresource = ''] = row.name.split('/') as [string, string?];
    this.#row = row;
    this.#resource = resource;
    this.#root = group === '' ? `/api/${version}/` : `/apis/${group}/${version}/`;
    // Operations are called after the kind of the resource, whatever a subresource of it is.
    const kind = resources.find(({ name }) => name === resource)?.kind ?? row.kind;
    this.#topic = { kind, subresource, watchable: row.verbs.includes('watch') };
    this.#gvk = { group: row.group ?? group, version: row.version ?? version, kind: row.kind };
    this.#names = operationNames(group, version);
    this.#answersDeleted = answersDeleted.has(row.name);
  }

  ofResource(): Path[] {
    const { namespaced } = this.#row;
    const [collection, object] = [this.#resource, `${this.#resource}/{name}`];
    const everywhere = (path: string, rule: Rule) => (namespaced ? [this.#path(path, [], [rule], true)] : []);
    const scope = namespaced ? [NAMESPACE] : [];
    const named = [...scope, this.#nameParameter()];
    const within = namespaced ? NAMESPACES : '';
    return [
      ...everywhere(collection, LIST_RULE),
      this.#path(within + collection, scope, OF_COLLECTION),
      this.#path(within + object, named, OF_OBJECT),
      ...everywhere(`watch/${collection}`, WATCH_COLLECTION),
      this.#path(`watch/${within}${collection}`, scope, [WATCH_COLLECTION]),
      this.#path(`watch/${within}${object}`, named, [WATCH_OBJECT]),
    ];
  }

  ofSubresource(): Path[] {
    const { namespaced, kind, name } = this.#row;
    const path = `${namespaced ? NAMESPACES : ''}${this.#resource}/{name}/${this.#topic.subresource}`;
    const parameters = [...(namespaced ? [NAMESPACE] : []), this.#nameParameter()];
    const connections = connectRules(kind);
    if (connections.length === 0) return [this.#path(path, parameters, name === 'pods/log' ? OF_LOG : OF_SUBRESOURCE)];
    const connect = this.#path(path, parameters, connections);
    if (!kind.endsWith('ProxyOptions')) return [connect];
    return [connect, this.#path(`${path}/{path}`, [...parameters, REST_OF_PATH], connections)];
  }

  #nameParameter(): PathParameter {
    return { name: 'name', description: `name of the ${this.#row.kind}` };
  }

  #path(path: string, parameters: readonly PathParameter[], rules: readonly Rule[], everywhere = false): Path {
    const suffix = everywhere ? 'ForAllNamespaces' : path.endsWith('/{path}') ? 'WithPath' : '';
    const operations = rules
      .filter(({ verb }) => verb === 'connect' || this.#row.verbs.includes(verb))
      .map((rule) => this.#operation(rule, everywhere, suffix));
    return { path: this.#root + path, parameters, operations };
  }

  #operation(rule: Rule, everywhere: boolean, suffix: string): Operation {
    const { method, action, word, before = '', after = '', says, query, request, statuses } = rule;
    const { kind, subresource } = this.#topic;
    const namespaced = this.#row.namespaced && !everywhere ? 'Namespaced' : '';
    return {
      method,
      id: this.#names.id(word, before + namespaced + kind + capitalized(subresource) + after + suffix),
      tag: this.#names.tag,
      description: says(this.#topic),
      query,
      ...(request && { request }),
      response: action === 'delete' && this.#answersDeleted ? 'kind' : rule.response,
      statuses,
      about: { action, gvk: this.#gvk },
    };
  }
}
