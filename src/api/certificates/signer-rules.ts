/** What each built-in signer signs, and what is wrong with a request for it, in upstream's words. */
import type { CertificateRequest } from './certificate-request.ts';
import { KUBE_APISERVER_CLIENT, KUBELET_CLIENT, KUBELET_SERVING, LEGACY_UNKNOWN } from './signers.ts';

/** One rule: what is wrong, nothing when all is well. */
type Rule = (request: CertificateRequest, usages: ReadonlySet<string>) => string | undefined;

const NODES = 'system:nodes';
const NODE_PREFIX = 'system:node:';
const OPTIONAL_FOR_CLIENTS = new Set(['digital signature', 'key encipherment']);

const isOfNodes: Rule = ({ subject: { organizations } }) =>
  organizations.length === 1 && organizations[0] === NODES ? undefined : 'subject organization is not system:nodes';

const isNamedAsNode: Rule = ({ subject }) =>
  subject.commonName.startsWith(NODE_PREFIX) ? undefined : 'subject common name does not begin with system:node:';

const hasAddress: Rule = ({ alternativeNames: { dnsNames, ipAddresses } }) =>
  dnsNames.length + ipAddresses.length > 0 ? undefined : 'DNS or IP subjectAltName is required';

function lacks(names: keyof CertificateRequest['alternativeNames'], label: string): Rule {
  return ({ alternativeNames }) =>
    alternativeNames[names].length === 0 ? undefined : `${label} subjectAltNames are not allowed`;
}

/** Keys that cannot encipher leave `key encipherment` out. */
function isExactlyFor(purpose: 'client auth' | 'server auth'): Rule {
  const required = new Set(['digital signature', 'key encipherment', purpose]);
  const message = `usages did not match [${[...required].sort().join(' ')}]`;
  return (_, usages) => {
    const complete = new Set([...usages, 'key encipherment']);
    return complete.size === required.size && complete.isSubsetOf(required) ? undefined : message;
  };
}

const isForClients: Rule = (_, usages) => {
  const invalid = [...usages].find((usage) => usage !== 'client auth' && !OPTIONAL_FOR_CLIENTS.has(usage));
  if (invalid !== undefined) return `invalid usage for client certificate: ${invalid}`;
  return usages.has('client auth') ? undefined : 'missing required usage for client certificate: client auth';
};

const KUBELET_CLIENT_RULES: readonly Rule[] = [
  isOfNodes,
  lacks('dnsNames', 'DNS'),
  lacks('emailAddresses', 'Email'),
  lacks('ipAddresses', 'IP'),
  lacks('uris', 'URI'),
  isNamedAsNode,
  isExactlyFor('client auth'),
];
const KUBELET_SERVING_RULES: readonly Rule[] = [
  isOfNodes,
  hasAddress,
  lacks('emailAddresses', 'Email'),
  lacks('uris', 'URI'),
  isExactlyFor('server auth'),
  isNamedAsNode,
];

/** By signer name. The signer of old keeps no rules, as ever: it signs nothing that anybody trusts by itself. */
const RULES: ReadonlyMap<string, readonly Rule[]> = new Map([
  [KUBE_APISERVER_CLIENT, [isForClients]],
  [KUBELET_CLIENT, KUBELET_CLIENT_RULES],
  [KUBELET_SERVING, KUBELET_SERVING_RULES],
  [LEGACY_UNKNOWN, []],
]);

export function isBuiltInSigner(signerName: string): boolean {
  return RULES.has(signerName);
}

/** Why a built-in signer must not sign, nothing when it may. @param signerName a built-in signer's */
export function signerRuleError(
  signerName: string,
  request: CertificateRequest,
  usages: readonly string[],
): string | undefined {
  const asked = new Set(usages);
  for (const rule of RULES.get(signerName)!) {
    const wrong = rule(request, asked);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
