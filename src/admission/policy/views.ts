import type { KubeObject } from '../../api/object.ts';
import { notFound } from '../../api/status.ts';
import { authorizerValue, resourceCheckValue } from '../../cel/kubernetes/authorizer.ts';
import { KnownAnswers } from '../../cel/kubernetes/pending-access.ts';
import type { Value } from '../../cel/values/value.ts';
import { perObject } from '../../util/per-object.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { requestValue } from '../expressions/environment.ts';
import { requestFacts } from '../expressions/request-facts.ts';
import type { Target } from '../matching/match.ts';
import { dynamic } from './expressions/dynamic.ts';
import { namespaceValue } from './expressions/environments.ts';
import type { Subject } from './expressions/subject.ts';
import { namespaceFacts } from './namespace-facts.ts';
import type { PolicyPorts } from './ports.ts';

/** Stored objects never change: their values outlive the request. */
const storedValue = perObject(dynamic);
const storedNamespace = perObject((namespace: KubeObject) => namespaceValue(namespaceFacts(namespace)));

/** What of a request is the same in every version of its resource. */
type Shared = Pick<Subject, 'namespaceObject' | 'authorizer' | 'requestResource'>;

/** One request as policies see it: what several of them look at is made once. */
export class Views {
  readonly attributes: AdmissionAttributes;
  /** Shared by all that is evaluated for the request. */
  readonly access: KnownAnswers;
  readonly #ports: PolicyPorts;
  readonly #views = new Map<string, Subject>();
  #shared: Shared | undefined;

  constructor(attributes: AdmissionAttributes, ports: PolicyPorts) {
    this.attributes = attributes;
    this.#ports = ports;
    this.access = new KnownAnswers((question) => ports.access(attributes.user, question));
  }

  /** @throws StatusError when there is no such namespace, or no such version of the object */
  subject(target: Target, params: KubeObject | undefined): Subject {
    const view = this.#viewAs(target);
    return params ? { ...view, params: storedValue(params) } : view;
  }

  /** To be called when the object has changed. */
  refresh(): void {
    this.#views.clear();
  }

  /** Without parameters. */
  #viewAs(target: Target): Subject {
    const key = keyOf(target);
    let view = this.#views.get(key);
    if (!view) {
      this.#shared ??= this.#share();
      view = { ...this.#shared, ...this.#seenAs(target), params: null };
      this.#views.set(key, view);
    }
    return view;
  }

  #seenAs(target: Target): Pick<Subject, 'request' | 'object' | 'oldObject'> {
    const { object, oldObject } = this.attributes;
    const as = (one: KubeObject | undefined) => (one ? dynamic(this.#ports.versions.toTarget(target, one)) : null);
    const request = requestValue(requestFacts(this.attributes, target), this.attributes);
    return { request, object: as(object), oldObject: as(oldObject) };
  }

  #share(): Shared {
    const { resource, subresource, namespace, name } = this.attributes;
    const { answers } = this.access;
    const about = { group: resource.group, resource: resource.resource, subresource, namespace, name };
    return {
      namespaceObject: this.#findNamespace(),
      authorizer: authorizerValue(answers),
      requestResource: resourceCheckValue(answers, { ...about, fieldSelector: '', labelSelector: '' }),
    };
  }

  /** A namespace is in none, though its path reads as one inside it. */
  #findNamespace(): Value {
    const { kind, namespace } = this.attributes;
    const isNamespace = kind.group === '' && kind.version === 'v1' && kind.kind === 'Namespace';
    if (namespace === '' || isNamespace) return null;
    const found = this.#ports.findNamespace(namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    return storedNamespace(found);
  }
}

function keyOf({ resource, kind }: Target): string {
  return `${resource.group}/${resource.version}/${resource.resource}/${kind.kind}`;
}
