import type { KubeObject } from '../../api/object.ts';
import { notFound } from '../../api/status.ts';
import { KnownAnswers } from '../../cel/kubernetes/pending-access.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { type RequestFacts, requestFacts } from '../expressions/request-facts.ts';
import type { Target } from '../matching/match.ts';
import { dynamic } from './expressions/dynamic.ts';
import type { Subject } from './expressions/evaluation.ts';
import { namespaceFacts } from './namespace-facts.ts';
import type { PolicyPorts } from './ports.ts';

interface View {
  readonly request: RequestFacts;
  readonly object: unknown;
  readonly oldObject: unknown;
}

/** One request as policies see it: what several of them look at is made once. */
export class Views {
  readonly attributes: AdmissionAttributes;
  readonly #ports: PolicyPorts;
  readonly #views = new Map<string, View>();
  readonly #access: KnownAnswers;
  #namespace: { readonly object: object | undefined } | undefined;

  constructor(attributes: AdmissionAttributes, ports: PolicyPorts) {
    this.attributes = attributes;
    this.#ports = ports;
    this.#access = new KnownAnswers((question) => ports.access(attributes.user, question));
  }

  subject(target: Target, params: KubeObject | undefined): Subject {
    this.#namespace ??= { object: this.#findNamespace() };
    return {
      ...this.#viewAs(target),
      attributes: this.attributes,
      namespace: this.#namespace.object,
      params,
      access: this.#access,
    };
  }

  /** To be called when the object has changed. */
  refresh(): void {
    this.#views.clear();
  }

  #viewAs(target: Target): View {
    const key = keyOf(target);
    let view = this.#views.get(key);
    if (!view) {
      const { object, oldObject } = this.attributes;
      const as = (one: KubeObject | undefined) => one && dynamic(this.#ports.versions.toTarget(target, one));
      view = { request: requestFacts(this.attributes, target), object: as(object), oldObject: as(oldObject) };
      this.#views.set(key, view);
    }
    return view;
  }

  /** A namespace is in none, though its path reads as one inside it. */
  #findNamespace(): object | undefined {
    const { kind, namespace } = this.attributes;
    const isNamespace = kind.group === '' && kind.version === 'v1' && kind.kind === 'Namespace';
    if (namespace === '' || isNamespace) return undefined;
    const found = this.#ports.findNamespace(namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    return namespaceFacts(found);
  }
}

function keyOf({ resource, kind }: Target): string {
  return `${resource.group}/${resource.version}/${resource.resource}/${kind.kind}`;
}
