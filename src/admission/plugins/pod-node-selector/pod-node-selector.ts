/**
 * PodNodeSelector: the pods of a namespace go to the nodes of the namespace.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podnodeselector
 */
import { forbidden, internalError, unknownError } from '../../../api/status.ts';
import type { V1Pod, V1PodSpec } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';
import { parseSelector, type Selector } from './selector.ts';

export interface PodNodeSelectorOptions {
  /** Of namespaces that have no annotation. */
  readonly usual: Selector;
  /** By namespace: all that its pods may select by. Absent or empty: anything. */
  readonly allowed: ReadonlyMap<string, Selector>;
}

const ANNOTATION = 'scheduler.alpha.kubernetes.io/node-selector';
const CONFLICT = 'pod node label selector conflicts with its namespace node label selector';
const NOT_ALLOWED = 'pod node label selector labels conflict with its namespace whitelist';

export class PodNodeSelector implements AdmissionPlugin {
  readonly name = 'PodNodeSelector';
  readonly mutates = ['pods'];
  readonly #namespaces: Pick<Lookup, 'find'>;
  readonly #options: PodNodeSelectorOptions;

  constructor(namespaces: Pick<Lookup, 'find'>, options: PodNodeSelectorOptions) {
    this.#namespaces = namespaces;
    this.#options = options;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec } = attributes.object as V1Pod;
    if (!spec) return;
    const selector = this.#selectorOf(attributes.namespace);
    if (conflicts(selector, spec)) throw refusal(attributes, CONFLICT);
    if (selector.size > 0) spec.nodeSelector = { ...Object.fromEntries(selector), ...spec.nodeSelector };
    this.#checkAllowed(attributes, spec);
  }

  /** A webhook may have changed it since. */
  validate(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'pods')) return;
    const { spec = {} as V1PodSpec } = attributes.object as V1Pod;
    if (conflicts(this.#selectorOf(attributes.namespace), spec)) throw refusal(attributes, CONFLICT);
    this.#checkAllowed(attributes, spec);
  }

  #checkAllowed(attributes: AdmissionAttributes, { nodeSelector = {} }: V1PodSpec): void {
    const allowed = this.#options.allowed.get(attributes.namespace);
    if (!allowed || allowed.size === 0) return;
    const isAllowed = Object.entries(nodeSelector).every(([key, value]) => allowed.get(key) === value);
    if (!isAllowed) throw refusal(attributes, NOT_ALLOWED);
  }

  #selectorOf(name: string): Selector {
    const namespace = this.#namespaces.find(name);
    if (!namespace) throw internalError(`namespace ${name} does not exist`);
    const text = namespace.metadata.annotations?.[ANNOTATION];
    if (text === undefined) return this.#options.usual;
    try {
      return parseSelector(text);
    } catch (error) {
      throw unknownError((error as Error).message);
    }
  }
}

function conflicts(selector: Selector, { nodeSelector = {} }: V1PodSpec): boolean {
  return Object.entries(nodeSelector).some(([key, value]) => (selector.get(key) ?? value) !== value);
}

/** As upstream, without what a name is generated from. */
function refusal({ resource, object }: AdmissionAttributes, why: string): Error {
  return forbidden(resource, object?.metadata.name ?? '', why);
}
