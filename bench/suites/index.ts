import type { Suite } from '../lib/report.ts';
import { admissionSuite } from './admission.ts';
import { auditSuite } from './audit.ts';
import { auditFilesSuite } from './audit-files.ts';
import { auditLogSuite } from './audit-log.ts';
import { auditRequestsSuite } from './audit-requests.ts';
import { authentication } from './authentication.ts';
import { kubeApiserverSuite } from './kube-apiserver.ts';
import { nodeAuthorizerSuite } from './node-authorizer.ts';
import { policiesSuite } from './policies.ts';
import { rbacSuite } from './rbac.ts';
import { requests } from './requests.ts';
import { revocationSuite } from './revocation.ts';
import { stalls } from './stalls.ts';
import { startup } from './startup.ts';
import { storage } from './storage.ts';
import { watch } from './watch.ts';
import { webhooksSuite } from './webhooks.ts';

/** By name, in the order in which they run. */
export const SUITES: ReadonlyMap<string, Suite> = new Map([
  ['requests', requests],
  ['watch', watch],
  ['stalls', stalls],
  ['storage', storage],
  ['authentication', authentication],
  ['node-authorizer', nodeAuthorizerSuite],
  ['rbac', rbacSuite],
  ['admission', admissionSuite],
  ['policies', policiesSuite],
  ['webhooks', webhooksSuite],
  ['revocation', revocationSuite],
  ['audit', auditSuite],
  ['audit-requests', auditRequestsSuite],
  ['audit-log', auditLogSuite],
  ['audit-files', auditFilesSuite],
  ['startup', startup],
  ['kube-apiserver', kubeApiserverSuite],
]);
