import type { Attributes } from '../../authorization/authorizer.ts';

/** What is asked, without who asks. */
export type Access = Omit<Attributes, 'user'>;

interface Where {
  readonly group?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

export function resourceAccess(verb: string, resource: string, where: Where = {}): Access {
  const { group = '', namespace = '', name = '', subresource = '' } = where;
  return { verb, isResourceRequest: true, group, version: '*', resource, subresource, namespace, name, path: '' };
}

/** Something that one has to be granted to make use of a power. */
export interface Need extends Access {
  /** It is enough to have it for any one object, whatever its name. */
  readonly ofAny?: true;
}

export const ofAny = (access: Access): Need => ({ ...access, ofAny: true });

/** Whose bindings may allow it: the cluster's, and those of its namespace where it has one. */
export function scopesOf({ namespace }: Pick<Access, 'namespace'>): readonly string[] {
  return namespace === '' ? [''] : ['', namespace];
}
