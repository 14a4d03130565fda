import type { AdmissionPluginObject } from '../../api/admission-plugins.ts';
import type { CredentialRevocation, IssuedCredential } from '../../api/allium.ts';
import type { KubeObject } from '../../api/object.ts';
import type { TableDefinition } from '../resource.ts';
import { AGE, column, count, type GroupTables, NAME, table } from '../table/columns.ts';
import { ageOf } from '../table/duration.ts';

const NEVER = '<never>';
const UNKNOWN = '<unknown>';

function revoked({ spec = {} }: CredentialRevocation): string {
  const { certificate, token, subject } = spec;
  if (certificate) return `certificate ${certificate.serialNumber}`;
  if (token) return `token ${token.id}`;
  if (subject?.user) return `user ${subject.user}`;
  if (subject?.group) return `group ${subject.group}`;
  return `service account ${subject?.serviceAccount?.namespace}/${subject?.serviceAccount?.name}`;
}

const credentialRevocations = table<CredentialRevocation>(
  NAME,
  column('Revoked', 'What is revoked.', revoked),
  column(
    'Issued-Before',
    'Of a subject: credentials that were issued later are not revoked.',
    ({ spec }) => spec?.subject?.issuedBefore ?? '<any>',
  ),
  column('Reason', 'Why it is revoked.', ({ spec }) => spec?.reason ?? ''),
  AGE,
  column('Expires', 'When all that is revoked has expired by itself.', ({ status }) => status?.expiresAt ?? UNKNOWN, {
    wide: true,
  }),
  column('Note', 'What happened.', ({ spec }) => spec?.note ?? '', { wide: true }),
);

const issuedCredentials = table<IssuedCredential>(
  NAME,
  column('User', 'Whom it proves its holder to be.', ({ spec }) => spec?.username ?? ''),
  column('Type', 'Certificate or Token.', ({ spec }) => spec?.type ?? ''),
  column('Issued-By', 'Who asked for it.', ({ spec }) => spec?.issuedBy ?? UNKNOWN),
  column('Expires', 'When it ceases to be valid.', ({ spec }) => spec?.expiresAt ?? NEVER),
  column('Last-Used', 'How long ago it was used.', ({ status }, { now }) =>
    status?.lastUsedAt ? ageOf(status.lastUsedAt, now) : NEVER,
  ),
  AGE,
  column('From', 'From where it was used last.', ({ status }) => status?.lastUsedFrom ?? '', { wide: true }),
  column('Groups', 'The groups that it proves.', ({ spec }) => (spec?.groups ?? []).join(','), { wide: true }),
);

const admissionPlugins = table<KubeObject & Partial<AdmissionPluginObject>>(
  NAME,
  count('Order', 'Its place among those that are on.', ({ spec }) => spec?.order ?? 0),
  column('Does', 'Whether it may change objects, and whether it checks them.', ({ spec }) =>
    [spec?.mutates && 'mutates', spec?.validates && 'validates'].filter(Boolean).join(', '),
  ),
  count('Admitted', 'Writes that it let pass.', ({ status }) => status?.admitted ?? 0),
  count('Refused', 'Writes that it refused.', ({ status }) => status?.refused ?? 0),
  column('Mean', 'Its time for each write.', ({ status }) => meanOf(status)),
  column('Operations', 'What it is asked about.', ({ spec }) => (spec?.operations ?? []).join(','), { wide: true }),
  column(
    'Changed',
    'Of the writes of which changes were recorded.',
    ({ status }) => `${status?.changed ?? 0}/${status?.compared ?? 0}`,
    {
      wide: true,
    },
  ),
  column(
    'Configured',
    'Whether the configuration file has a part for it.',
    ({ spec }) => spec?.configuration !== undefined,
    {
      type: 'boolean',
      wide: true,
    },
  ),
);

function meanOf({ admitted = 0, refused = 0, seconds = 0 }: Partial<AdmissionPluginObject['status']> = {}): string {
  const writes = admitted + refused;
  return writes === 0 ? '' : `${((seconds / writes) * 1e6).toFixed(1)}µs`;
}

export const alliumTables: GroupTables = new Map<string, TableDefinition>([
  ['admissionplugins', admissionPlugins],
  ['credentialrevocations', credentialRevocations],
  ['issuedcredentials', issuedCredentials],
]);
