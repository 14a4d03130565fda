/** What the status of validating policies is made of. */
import type { KnownKinds, TypedKind } from '../admission/policy/check-types.ts';
import { parseApiVersion } from '../api/object.ts';
import type { TypeCheck } from '../controllers/policy-status/policy-status.ts';
import type { Registry, Served } from '../registry/registry.ts';
import { inTurns } from '../util/pause.ts';

export function typeCheck(registry: Registry): TypeCheck {
  const known: KnownKinds = {
    ofResource(group, version, resource) {
      const served = registry.find(group, version, resource);
      return served && typedKind(served);
    },
    ofKind(apiVersion, kind) {
      const { group, version } = parseApiVersion(apiVersion);
      const kinds = Array.from(registry.all(), typedKind);
      return kinds.find((one) => one.kind.kind === kind && one.kind.group === group && one.kind.version === version);
    },
  };
  return async ({ spec }) => {
    // What checks expressions is loaded where there are policies.
    const { checkTypes } = await import('../admission/policy/check-types.ts');
    return inTurns(checkTypes(spec ?? {}, known));
  };
}

function typedKind({ resource, version, schema }: Served): TypedKind {
  const kind = { group: resource.group, version: version.version, kind: version.kind ?? resource.kind };
  return { kind, schema };
}
