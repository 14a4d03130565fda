/** What a request that explains itself is made of. */
import type { AdmissionChain } from '../admission/chain.ts';
import type { InProcessAuthenticator } from '../authentication/in-process/in-process.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import type { Objects } from '../controllers/objects.ts';
import { explain } from '../explain/explain.ts';
import type { ExplanationPorts } from '../handlers/virtual/admission-explanations.ts';
import type { Quota } from '../quota/charge.ts';
import type { Registry } from '../registry/registry.ts';
import type { ApiRequest, ApiResponse } from '../request/http.ts';
import type { RequestTrace } from '../request/trace.ts';
import type { Clock } from '../util/clock.ts';

type Chain = (request: ApiRequest, trace?: RequestTrace) => ApiResponse | Promise<ApiResponse>;

interface ExplainedParts {
  readonly registry: Registry;
  readonly objects: Objects;
  readonly authorizer: Authorizer;
  readonly rbac: RbacIndex;
  readonly admission: Pick<AdmissionChain, 'names'>;
}

/** @param chain asked for late: it is built upon the endpoints */
export function explanationPorts(
  { registry, objects, authorizer, rbac, admission }: ExplainedParts,
  inProcess: InProcessAuthenticator,
  chain: () => Chain,
  clock: Clock,
): ExplanationPorts {
  const quotas = objects.resource('', 'resourcequotas');
  const isCharged = admission.names.includes('ResourceQuota');
  return {
    registry,
    send: (request, identity, trace) => chain()(inProcess.pass(request, identity), trace),
    explainAccess: (attributes) => explain(authorizer, rbac, attributes),
    quotasIn: (namespace) => (isCharged ? objects.list(quotas, namespace).map(({ object }) => object as Quota) : []),
    now: () => clock.now(),
  };
}
