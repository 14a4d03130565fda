/** Which objects of a list or watch the client asked for. */
import type { KubeObject } from '../api/object.ts';
import { badRequest } from '../api/status.ts';
import type { Resource } from '../registry/resource.ts';
import type { ListOptions } from './options/list-options.ts';

export type Predicate = (object: KubeObject) => boolean;

/**
 * @param name of the one object that the path names, for watches of a single object
 * @returns undefined when everything is selected
 * @throws StatusError 400 for a field that cannot be selected by
 */
export function selection(resource: Resource, options: ListOptions, name = ''): Predicate | undefined {
  const { labels, fields } = options;
  if (labels.empty && fields.length === 0 && name === '') return undefined;
  const tests = fields.map(({ field, equal, value }) => {
    const read = fieldReader(resource, field);
    return (object: KubeObject) => (read(object) === value) === equal;
  });
  if (name !== '') tests.push((object) => object.metadata.name === name);
  if (!labels.empty) tests.push((object) => labels.matches(object.metadata.labels));
  return tests.length === 1 ? tests[0]! : (object) => tests.every((test) => test(object));
}

function fieldReader(resource: Resource, field: string): (object: KubeObject) => string {
  if (field === 'metadata.name') return (object) => object.metadata.name ?? '';
  if (field === 'metadata.namespace') return (object) => object.metadata.namespace ?? '';
  const readers = resource.selectableFields;
  if (readers && Object.hasOwn(readers, field)) return readers[field]!;
  throw badRequest(
    readers
      ? `field label not supported: ${field}`
      : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}
