/** What defaulting and admission make of an object, for audit and for whoever asks for an explanation. */
import jsonPatch, { type Operation } from 'fast-json-patch';
import type { AdmissionWitness } from '../admission/admission.ts';
import type { KubeObject } from '../api/object.ts';
import { holdsCredentials } from '../audit/redact/redact.ts';
import { REDACTED } from '../audit/redact/shown.ts';
import type { RequestContext } from '../request/context.ts';
import type { TracedOperation } from '../request/trace.ts';
import { fillUnset } from '../schema/fill-unset.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { cloneJson } from '../util/clone.ts';
import { equalJson, getOwn } from '../util/json-value.ts';
import type { Scope } from './scope.ts';

/** Upstream's webhooks annotate likewise: `patch.webhook.admission.k8s.io/round_0_index_1`. */
const MUTATION = 'mutation.admission.allium.dev/step_';

/** An object that is changed in place, and what it was like when somebody looked last. */
export class WatchedObject {
  readonly #object: KubeObject;
  #before: KubeObject;

  constructor(object: KubeObject) {
    this.#object = object;
    this.#before = cloneJson(object);
  }

  /** What changed since then. */
  changes(): TracedOperation[] {
    if (equalJson(this.#before, this.#object)) return [];
    const before = this.#before;
    this.#before = cloneJson(this.#object);
    return differences(before, this.#before);
  }
}

export function differences(before: object, after: object): TracedOperation[] {
  return jsonPatch.compare(before, after).map((operation) => shown(before, operation));
}

function shown(before: object, operation: Operation): TracedOperation {
  const { op, path } = operation as TracedOperation;
  const value = 'value' in operation ? { value: operation.value } : {};
  return { op, path, ...value, ...(op !== 'add' && { oldValue: at(before, path) }) };
}

/** @param pointer of RFC 6901 */
function at(value: any, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((found, step) => (typeof found === 'object' && found !== null ? getOwn(found, step) : undefined), value);
}

/** Nobody, unless audit records bodies or an explanation is asked for. */
export function witnessOf(
  { audit, trace, info }: Pick<RequestContext, 'audit' | 'trace' | 'info'>,
  object: KubeObject | undefined,
): AdmissionWitness | undefined {
  if (!object || (!trace && !audit.wants.request)) return undefined;
  const watched = new WatchedObject(object);
  let steps = 0;
  let sawChange = false;
  return {
    sees(by, author) {
      const patch = watched.changes();
      if (patch.length === 0) return;
      sawChange = true;
      const change = { by, ...(author !== undefined && { author }), patch };
      if (audit.wants.request) {
        const recorded = holdsCredentials(info) ? { ...change, patch: patch.map(blanked) } : change;
        audit.annotate(`${MUTATION}${steps++}`, JSON.stringify(recorded));
      }
      trace?.changed(change);
    },
    sawChange() {
      const saw = sawChange;
      sawChange = false;
      return saw;
    },
  };
}

/** Threat: who may read the record must not come by what only the API may hand out. */
function blanked({ op, path, value, oldValue }: TracedOperation): TracedOperation {
  return {
    op,
    path,
    ...(value !== undefined && { value: REDACTED }),
    ...(oldValue !== undefined && { oldValue: REDACTED }),
  };
}

/** Sets defaults, of which whoever asked is told, and shows what is unset all the same. */
export function setDefaults({ context, resource }: Pick<Scope, 'context' | 'resource'>, object: KubeObject): void {
  const { trace } = context;
  const watched = trace && new WatchedObject(object);
  resource.strategy.defaults?.(object);
  const patch = watched?.changes() ?? [];
  if (patch.length > 0) trace?.changed({ by: 'Defaulting', patch });
  fillUnset(object, schemaOf(resource.storedModel));
}
