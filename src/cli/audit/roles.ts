/** `allium audit roles`: the least RBAC that a user's recorded requests needed. */
import { join } from 'node:path';
import type { PolicyRule } from '../../api/rbac/objects.ts';
import type { AuditEvent } from '../../audit/event.ts';
import { logFiles } from '../../audit/files/log-files.ts';
import { type NeededRules, PermissionsUsed, wasAllowed } from '../../audit/query/permissions.ts';
import { matches, needlesOf } from '../../audit/query/question.ts';
import { eventsOf } from '../../audit/query/search.ts';
import { connect } from '../connect.ts';
import { report } from '../failure.ts';
import { DONE, type Io } from '../io.ts';
import { cannotRead } from './failure.ts';
import { type Comparison, compare, readHeldRules } from './held-rules.ts';
import { questionOf } from './query.ts';
import { roleName, roleObjects } from './role-objects.ts';

export interface RolesOptions {
  readonly dataDir: string;
  readonly user: string;
  readonly since?: string;
  readonly until?: string;
  readonly name?: string;
  readonly kubeconfig?: string;
  readonly compare: boolean;
  readonly output: 'yaml' | 'json';
}

interface Recorded {
  readonly used: PermissionsUsed;
  /** As the user's last request had them. */
  readonly groups: readonly string[];
}

export async function roles(paths: readonly string[], options: RolesOptions, io: Io, now: number): Promise<number> {
  try {
    const { user } = options;
    const { used, groups } = await recordedUse(paths, options, now);
    const needed = used.rules();
    const comparison = options.compare ? await comparisonOf(needed, options, groups) : undefined;
    const objects = roleObjects(user, options.name ?? roleName(user), needed);
    const format = options.output === 'json' ? asJson : asYaml;
    io.out(await format(objects, used.requests === 0 ? nothingOf(user) : [least(used, user), ...told(comparison)]));
    return DONE;
  } catch (error) {
    return report(cannotRead(error), io);
  }
}

function least({ requests }: PermissionsUsed, user: string): string {
  return `The least that ${requests === 1 ? '1 recorded request' : `${requests} recorded requests`} of ${user} needed.`;
}

function nothingOf(user: string): string[] {
  return [
    `No request of ${user} that was allowed is recorded here: nothing is proposed.`,
    '',
    `What was refused: allium audit query --denied --user ${user}`,
  ];
}

async function recordedUse(paths: readonly string[], options: RolesOptions, now: number): Promise<Recorded> {
  const { user, since, until, dataDir } = options;
  const times = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  const question = questionOf({ dataDir, output: 'json', user, ...times }, now);
  const used = new PermissionsUsed();
  let groups: readonly string[] = [];
  const files = await logFiles(paths.length > 0 ? paths : [join(dataDir, 'audit')]);
  for await (const { events } of eventsOf(files, needlesOf(question), { onUnreadable() {} })) {
    for (const event of events.filter((each) => wasAllowed(each) && matches(question, each))) {
      groups = take(event, user, used) ?? groups;
    }
  }
  return { used, groups };
}

/** @returns the groups of the user, where the request was the user's own */
function take(event: AuditEvent, user: string, used: PermissionsUsed): readonly string[] | undefined {
  const { impersonatedUser } = event;
  const acting = impersonatedUser ?? event.user;
  if (acting.username === user) used.add(event);
  if (impersonatedUser && event.user.username === user) used.addImpersonation(impersonatedUser);
  return acting.username === user ? acting.groups : undefined;
}

async function comparisonOf(needed: readonly NeededRules[], options: RolesOptions, groups: readonly string[]) {
  const { client, close } = await connect(options.kubeconfig);
  try {
    return compare(needed, await readHeldRules(client, options.user, groups));
  } finally {
    close();
  }
}

/** In words, a line each. */
function told(comparison: Comparison | undefined): string[] {
  if (!comparison) return [];
  const { missing, unused } = comparison;
  return [
    '',
    missing.length === 0 ? 'All of it is granted now.' : 'Of it, not granted by RBAC now:',
    ...missing.flatMap(({ namespace, rules }) =>
      rules.map((rule) => `  ${ruleText(rule)}${namespace && ` in ${namespace}`}`),
    ),
    '',
    unused.length === 0 ? 'Nothing else is granted now.' : 'Granted now, and needed by none of the requests:',
    ...unused.flatMap(({ by, rules }) => [`  by ${by}:`, ...rules.map((rule) => `    ${ruleText(rule)}`)]),
  ];
}

function ruleText({
  verbs,
  resources = [],
  apiGroups = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): string {
  const groups = apiGroups.filter((group) => group !== '').map((group) => `.${group}`);
  const what = [...resources.map((resource) => `${resource}${groups.join()}`), ...nonResourceURLs].join(', ');
  return `${(verbs ?? []).join(', ')} ${what}${resourceNames.length === 0 ? '' : ` ${resourceNames.join(', ')}`}`;
}

async function asYaml(objects: readonly object[], comments: readonly string[]): Promise<string> {
  const { stringify } = await import('yaml');
  // Threat: a name from the records must not end the comment that it stands in.
  const lines = comments.map((text) => `# ${text.replace(/[\p{Cc}\u2028\u2029]/gu, '?')}`.trimEnd());
  return `${lines.join('\n')}\n${objects.map((object) => `---\n${stringify(object)}`).join('')}`;
}

async function asJson(items: readonly object[]): Promise<string> {
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`;
}
