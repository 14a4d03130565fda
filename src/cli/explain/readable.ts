/** An explanation as people read it, in 80 columns. */
import type { AccessExplanationStatus } from '../../api/access.ts';
import type {
  AdmissionExplanationStatus,
  ExplainedUser,
  QuotaAmount,
  Refusal,
  RefusalStep,
} from '../../api/admission-explanation.ts';
import { grantText, missText } from '../can.ts';
import { table } from '../table.ts';
import { wrapped } from '../wrap.ts';
import { changeLines } from './changes.ts';

export function readable(status: AdmissionExplanationStatus): string {
  const { authorization, changes, refusals, quotas = [], warnings = [] } = status;
  return [
    ...headLines(status),
    ...section('Who you are', userLines(status)),
    ...(authorization ? accessSection(authorization) : []),
    ...section('What was changed', changes.flatMap(changeLines), '  nothing'),
    ...refusals.flatMap((refusal) => section(refusalTitle(refusal, refusals.length), refusalLines(refusal))),
    ...section(
      'Warnings',
      warnings.flatMap((text) => wrapped(text, 2)),
    ),
    ...section('Quotas, with this in it', quotaLines(quotas)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function section(title: string, lines: readonly string[], none?: string): string[] {
  if (lines.length > 0) return ['', `${title}:`, ...lines];
  return none === undefined ? [] : ['', `${title}:`, none];
}

function headLines({ request, refusals }: AdmissionExplanationStatus): string[] {
  const { operation, resource, group, namespace, name = '' } = request;
  const what = [group === '' ? resource : `${resource}.${group}`, name].filter((word) => word !== '').join(' ');
  const where = namespace === undefined ? '' : ` in the namespace ${namespace}`;
  const done = operation === 'Create' ? 'created' : 'changed';
  const verdict =
    refusals.length === 0
      ? `yes: ${what} would be ${done}${where}`
      : `no: ${listed(refusals.map(refuserOf))} ${refusals.length === 1 ? 'refuses' : 'refuse'} ${what}${where}`;
  return wrapped(verdict, 0);
}

/** `a, b and c` */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function refuserOf({ by, author, step }: Refusal): string {
  if (by === undefined) return REFUSED_BY[step];
  return author === undefined ? by : `${by} (${author})`;
}

function refusalTitle(refusal: Refusal, of: number): string {
  return of === 1 ? 'Why it is refused' : `Why ${refuserOf(refusal)} refuses it`;
}

const REFUSED_BY: Readonly<Record<RefusalStep, string>> = {
  Impersonation: 'impersonation',
  Authorization: 'authorization',
  Decoding: 'the schema',
  Admission: 'admission',
  Validation: 'validation',
  Storage: 'the server',
};

function userLines({ requester, user }: AdmissionExplanationStatus): string[] {
  const decided = user ?? requester;
  const isOther = decided.username !== requester.username;
  return [
    ...wrapped(`${decided.username}${isOther ? `, as whom ${requester.username} asks` : ''}`, 2),
    ...groupLines(decided),
    ...(requester.credentialID === undefined ? [] : wrapped(`proved by ${requester.credentialID}`, 2)),
  ];
}

function groupLines({ groups }: ExplainedUser): string[] {
  return groups.length === 0 ? [] : wrapped(`groups: ${groups.join(', ')}`, 2);
}

function accessSection({ allowed, authorizers, grants = [], nearMisses = [] }: AccessExplanationStatus): string[] {
  const decided = authorizers.at(-1);
  const ways = grants.map(grantText);
  const spoken = `${decided?.authorizer} allows it${decided?.reason ? `: ${decided.reason}` : ''}`;
  const lines = allowed ? (ways.length > 0 ? ways : [spoken]) : nearMisses.map(missText);
  const title = allowed ? 'Why you may' : 'Why you may not: nobody grants it. Nearest to that';
  return section(
    title,
    lines.flatMap((line) => wrapped(line, 2)),
    '  nothing comes near it',
  );
}

function refusalLines({ message, causes = [], remedy }: Refusal): string[] {
  const details = causes.length > 1 ? causes.map(({ field, message: text }) => `- ${field}: ${text}`) : [];
  return [
    ...wrapped(message, 2),
    ...details.flatMap((line) => wrapped(line, 4)),
    ...(remedy === undefined ? [] : ['', '  To satisfy it:', ...wrapped(remedy, 4)]),
  ];
}

function quotaLines(quotas: readonly { name: string; resources: readonly QuotaAmount[] }[]): string[] {
  const rows = quotas.flatMap(({ name, resources }) =>
    resources.map((each) => [name, each.name, each.requested, each.used, each.hard, each.left]),
  );
  if (rows.length === 0) return [];
  const text = table([['QUOTA', 'RESOURCE', 'ASKED', 'USED', 'OF', 'LEFT'], ...rows]);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}
