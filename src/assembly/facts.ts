/** What the ready screen says of a control plane. */
import { resolve } from 'node:path';
import { OFF_BY_DEFAULT, PLUGIN_ORDER } from '../admission/plugin-order.ts';
import type { Fact } from '../cli/ready-screen.ts';
import type { Settings } from '../config/settings.ts';
import { CRL_PATH } from '../server/routes/crl/crl.ts';
import type { Api } from './api.ts';
import type { Auditing } from './audit.ts';
import type { Authorization } from './authorization.ts';
import { certificatesFact } from './certificates.ts';
import type { Doors } from './doors.ts';
import type { Oidc } from './oidc.ts';
import { serviceIps } from './pki.ts';

export function readyFacts(
  settings: Settings,
  doors: Doors,
  { authorization, oidc }: { readonly authorization: Authorization; readonly oidc: Oidc | undefined },
  api: Api,
  auditing: Auditing,
): readonly Fact[] {
  const { size } = new Set(Array.from(api.registry.all(), ({ resource }) => resource));
  const issuers = oidc === undefined || oidc.issuers.length === 0 ? '' : `, tokens of ${oidc.issuers.join(', ')}`;
  const tokens = [
    'service account tokens',
    ...(settings.enableBootstrapTokenAuth ? ['bootstrap tokens'] : []),
    ...(settings.authenticationTokenWebhookConfigFile === undefined ? [] : ['a token webhook']),
  ];
  const anonymous = anonymousFact(settings, oidc);
  return [
    {
      label: 'Store',
      value: settings.inMemory ? 'in memory: gone when it stops' : resolve(settings.dataDir, 'state.db'),
    },
    { label: 'Resources', value: `${size} built-in, TLS only` },
    { label: 'Authentication', value: `client certificates, ${tokens.join(', ')}${issuers}${anonymous}` },
    { label: 'Certificates', value: certificatesFact(doors.material.pki) },
    { label: 'Revocation', value: revocationFact(api) },
    { label: 'Authorization', value: `${authorization.names.join(', ')}; silence denies` },
    { label: 'Admission', value: admissionFact(api) },
    { label: 'Audit', value: auditing.description },
    {
      label: 'Services',
      value: `${settings.serviceClusterIpRange.join(', ')} (kubernetes: ${serviceIps(settings)[0]})`,
    },
  ];
}

function anonymousFact({ anonymousAuth = true }: Settings, oidc: Oidc | undefined): string {
  const { enabled, conditions } = oidc?.anonymous ?? { enabled: anonymousAuth, conditions: [] };
  if (!enabled) return '';
  const where = conditions.length === 0 ? 'health and version' : conditions.map(({ path }) => path).join(', ');
  return `; anonymous for ${where}`;
}

/** What differs from the default is shorter than what is on, and what administrators ask for. */
function admissionFact({ admission: { names } }: Api): string {
  const differing = PLUGIN_ORDER.filter((name) => names.includes(name) === OFF_BY_DEFAULT.has(name));
  const [on, off] = [true, false].map((isOn) => differing.filter((name) => names.includes(name) === isOn));
  return `${names.length} plugins${listed('also on', on!)}${listed('off', off!)}`;
}

function listed(what: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `; ${what}: ${names.join(', ')}`;
}

function revocationFact({ revocations }: Api): string {
  const { size } = revocations.index;
  const inForce = size === 0 ? 'none in force' : `${size} in force`;
  return `${inForce}; list at ${CRL_PATH}`;
}
