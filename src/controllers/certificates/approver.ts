/** Approves what kubelets ask for, where they may: a client certificate for themselves or, at first, for their node. */
import type { CertificateRequest } from '../../api/certificates/certificate-request.ts';
import { signerRuleError } from '../../api/certificates/signer-rules.ts';
import { KUBELET_CLIENT } from '../../api/certificates/signers.ts';
import type { ApiClient } from '../../client/client.ts';
import type { Controller, ControllerPorts } from '../controller.ts';
import { conditionOf, parsedRequest, type SigningRequest, withCondition } from './request-object.ts';
import { RequestsController } from './requests-controller.ts';

export const CSR_APPROVER = 'csrapproving';

interface Recognizer {
  recognizes(request: SigningRequest, parsed: CertificateRequest): boolean;
  /** May be created by whom the request is approved for. */
  readonly subresource: string;
  /** Clients are shown this text: it is upstream's. */
  readonly message: string;
}

/** In the order in which they are tried: who asks for himself needs less. */
const RECOGNIZERS: readonly Recognizer[] = [
  {
    recognizes: (request, parsed) =>
      request.spec.username === parsed.subject.commonName && isNodeClient(request, parsed),
    subresource: 'selfnodeclient',
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
  },
  {
    recognizes: isNodeClient,
    subresource: 'nodeclient',
    message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
  },
];

const REVIEWS = { group: 'authorization.k8s.io', version: 'v1', resource: 'subjectaccessreviews' } as const;

/** A binding may be made after the request that needs it. */
const LOOK_AGAIN_MILLISECONDS = 30_000;

export function csrApprover(ports: ControllerPorts): Controller {
  const { client } = ports;
  return new RequestsController(CSR_APPROVER, ports, async (request, target) => {
    const recognizers = isDecided(request) ? [] : recognizersOf(request);
    for (const { subresource, message } of recognizers) {
      if (!(await mayCreate(subresource, request, client))) continue;
      const approval = withCondition(request, { type: 'Approved', status: 'True', reason: 'AutoApproved', message });
      await client.update({ ...target, subresource: 'approval' }, approval);
      return undefined;
    }
    return recognizers.length > 0 ? LOOK_AGAIN_MILLISECONDS : undefined;
  });
}

/** None: the request is left to people. */
function recognizersOf(request: SigningRequest): readonly Recognizer[] {
  if (request.spec.signerName !== KUBELET_CLIENT) return [];
  const parsed = parsedRequest(request);
  return RECOGNIZERS.filter(({ recognizes }) => recognizes(request, parsed));
}

function isDecided(request: SigningRequest): boolean {
  return Boolean(request.status?.certificate || conditionOf(request, 'Approved') || conditionOf(request, 'Denied'));
}

function isNodeClient({ spec }: SigningRequest, parsed: CertificateRequest): boolean {
  return signerRuleError(KUBELET_CLIENT, parsed, spec.usages ?? []) === undefined;
}

async function mayCreate(subresource: string, { spec }: SigningRequest, client: ApiClient): Promise<boolean> {
  const { username, uid, groups, extra } = spec;
  const resourceAttributes = {
    group: 'certificates.k8s.io',
    resource: 'certificatesigningrequests',
    verb: 'create',
    subresource,
  };
  const review = await client.create(REVIEWS, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: {},
    spec: { user: username, uid, groups, extra, resourceAttributes },
  });
  return review.status?.allowed === true;
}
