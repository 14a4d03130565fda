/** The parameters that a binding hands to its policy. */
import { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ParamKind, V1ParamRef } from '../../schema/generated/types.ts';
import type { ParamSource, PolicyPorts } from './ports.ts';

/** What is wrong with a policy or a binding, for the client. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const NONE: readonly undefined[] = [undefined];

/**
 * The policy is evaluated once with each.
 * @returns nothing where there are none and the binding lets that pass
 * @throws ConfigurationError
 */
export function collectParams(
  kind: V1ParamKind | undefined,
  reference: V1ParamRef | undefined,
  namespace: string,
  ports: Pick<PolicyPorts, 'params'>,
): readonly (KubeObject | undefined)[] {
  if (!kind || !reference) return NONE;
  const { apiVersion = '', kind: name = '' } = kind;
  const source = ports.params(apiVersion, name);
  if (!source) throw new ConfigurationError(`paramKind kind \`${showKind(apiVersion, name)}\` not known`);
  const found = find(source, reference, namespaceOf(source, reference, namespace));
  if (found.length === 0 && reference.parameterNotFoundAction === 'Deny') {
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return found;
}

/** As Go prints it. */
function showKind(apiVersion: string, kind: string): string {
  return `&ParamKind{APIVersion:${apiVersion},Kind:${kind},}`;
}

function namespaceOf({ namespaced }: ParamSource, { namespace: named }: V1ParamRef, namespace: string): string {
  if (!namespaced) {
    if (named) throw new ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
    return '';
  }
  if (named) return named;
  if (namespace !== '') return namespace;
  throw new ConfigurationError(
    'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
  );
}

function find(source: ParamSource, { name, selector }: V1ParamRef, namespace: string): readonly KubeObject[] {
  if (name) {
    const found = source.find(namespace, name);
    return found ? [found] : [];
  }
  const selected = LabelSelector.fromObject(selector);
  if (!selected) throw new ConfigurationError('one of name or selector must be provided');
  return source.list(namespace).filter(({ metadata }) => selected.matches(metadata.labels ?? {}));
}
