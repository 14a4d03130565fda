/** Policies in CEL: the plugins' ports. */
import { MutatingAdmissionPolicy } from '../admission/plugins/mutating-admission-policy/mutating-admission-policy.ts';
import { ValidatingAdmissionPolicy } from '../admission/plugins/validating-admission-policy/validating-admission-policy.ts';
import type { PolicyObserver } from '../admission/policy/observer.ts';
import type { ParamSource, PolicyObjects, PolicyPorts } from '../admission/policy/ports.ts';
import { type KubeObject, parseApiVersion } from '../api/object.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { Objects } from '../controllers/objects.ts';
import { toServed } from '../handlers/scope.ts';
import type { Registry, Served } from '../registry/registry.ts';
import { modelOf } from '../schema/model-of.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { expressionAccess } from './expression-access.ts';
import { keptWhileServed } from './kept-while-served.ts';
import { equivalentResources, objectVersions } from './object-versions.ts';

export interface PolicyParts {
  readonly registry: Registry;
  readonly objects: Objects;
  readonly authorizer: Authorizer;
  /** Absent: nobody counts. */
  readonly policyMetrics?: PolicyObserver | undefined;
}

const UNOBSERVED: PolicyObserver = { now: () => 0, checked() {}, mutated() {}, conditions() {} };

export function validatingPolicies(parts: PolicyParts): ValidatingAdmissionPolicy {
  return new ValidatingAdmissionPolicy(
    portsOf(parts, 'validatingadmissionpolicies', 'validatingadmissionpolicybindings'),
  );
}

export function mutatingPolicies(parts: PolicyParts): MutatingAdmissionPolicy {
  return new MutatingAdmissionPolicy(portsOf(parts, 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'));
}

function portsOf(parts: PolicyParts, policies: string, bindings: string): PolicyPorts {
  const { registry, objects, authorizer, policyMetrics } = parts;
  const namespaces = registry.store('', 'namespaces');
  const sources = keptWhileServed(registry, (apiVersion: string, kind: string) => paramSource(parts, apiVersion, kind));
  return {
    policies: policyObjects(objects, policies),
    bindings: policyObjects(objects, bindings),
    findNamespace: (name) => namespaces.find('', name)?.object,
    equivalents: equivalentResources(registry),
    versions: objectVersions(registry),
    access: expressionAccess(authorizer),
    observer: policyMetrics ?? UNOBSERVED,
    schemaOf(kind) {
      const model = modelOf(kind);
      return model === undefined ? undefined : schemaOf(model);
    },
    params: (apiVersion, kind) => sources(`${apiVersion} ${kind}`, apiVersion, kind),
  };
}

function policyObjects(objects: Objects, name: string): PolicyObjects {
  const resource = objects.resource('admissionregistration.k8s.io', name);
  return {
    list: () => objects.list(resource).map(({ object }) => object),
    watch: (onChange) => objects.watch(resource, onChange),
  };
}

function paramSource({ registry, objects }: PolicyParts, apiVersion: string, kind: string): ParamSource | undefined {
  const { group, version } = parseApiVersion(apiVersion);
  const isKind = (served: Served) =>
    served.resource.group === group &&
    served.version.version === version &&
    (served.version.kind ?? served.resource.kind) === kind;
  const served = Array.from(registry.all()).find(isKind);
  if (!served) return undefined;
  const { store, resource } = served;
  const stored = objects.resources().find(({ prefix }) => prefix === resource.prefix)!;
  const view = (object: KubeObject) => toServed(served, object);
  return {
    namespaced: resource.namespaced,
    find(namespace, name) {
      const found = store.find(namespace, name);
      return found && view(found.object);
    },
    list: (namespace) =>
      objects.list(stored, resource.namespaced ? namespace : undefined).map(({ object }) => view(object)),
  };
}
