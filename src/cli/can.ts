/** `allium can`: whether somebody may do something, and all that the answer rests on. */
import type { AccessExplanationStatus, AccessGrant, NearMiss, NearMissReason } from '../api/access.ts';
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../api/allium.ts';
import { apiVersionOf } from '../api/object.ts';
import type { PolicyRule, Subject } from '../api/rbac/objects.ts';
import { impliedGroups } from '../request/user-info.ts';
import { type Asked, askedBy, discover, type QuestionOptions, warnOfVerb, wordsOf } from './access-question.ts';
import type { CommandModule } from './command.ts';
import { connect } from './connect.ts';
import { report } from './failure.ts';
import { DONE, FAILED, type Io } from './io.ts';
import { formatted, type Output } from './table.ts';

interface CanOptions extends QuestionOptions {
  readonly group: readonly string[];
  readonly kubeconfig?: string;
  readonly output?: Output;
}

const EXAMPLES = `
The exit code is 0 when it is allowed, 1 when it is not. Groups that everybody of the user's kind is in are added.

Examples:
  allium can jane create deployments -n shop --group dev
  allium can system:serviceaccount:ci:robot get secrets/token -n shop
  allium can jane get /metrics
`;

/** `allium can`. */
export function canCommand(io: Io): CommandModule {
  return (program, finish) => {
    const command = program.command('can <USER> <VERB> <RESOURCE>');
    const collect = (value: string, known: readonly string[]) => [...known, value];
    command
      .description('say whether somebody may do something, and why')
      .option('-n, --namespace <NS>', 'the namespace that is asked about (default: default)')
      .option('-A, --all-namespaces', 'ask about all namespaces at once')
      .option('--subresource <NAME>', 'ask about a subresource: log, exec, status')
      .option('--group <GROUP>', 'a group that the user is in; may be repeated', collect, [])
      .option('--kubeconfig <FILE>', 'the server, and who asks (default: as kubectl finds it, or .allium)')
      .addOption(command.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
      .addHelpText('after', EXAMPLES)
      .action(async (user: string, verb: string, resource: string, options: CanOptions) =>
        finish(await can(user, verb, resource, options, io)),
      );
  };
}

async function can(user: string, verb: string, target: string, options: CanOptions, io: Io): Promise<number> {
  try {
    const connection = await connect(options.kubeconfig);
    try {
      const { client } = connection;
      const asked = askedBy(verb, target, options, await discover(client));
      warnOfVerb(asked, io);
      const object = {
        apiVersion: apiVersionOf({ group: ALLIUM_GROUP, version: ALLIUM_VERSION }),
        kind: 'AccessExplanation',
        metadata: {},
        spec: { user, groups: [...new Set([...options.group, ...impliedGroups(user)])], ...asked },
      };
      const place = { group: ALLIUM_GROUP, version: ALLIUM_VERSION, resource: 'accessexplanations' };
      const explained = await client.create(place, object);
      const status: AccessExplanationStatus = explained.status;
      io.out(await formatted(explained, options.output, () => readable(user, asked, status)));
      return status.allowed ? DONE : FAILED;
    } finally {
      connection.close();
    }
  } catch (error) {
    return report(error, io);
  }
}

const OPINIONS: Readonly<Record<string, string>> = {
  Allow: 'allows it',
  Deny: 'denies it',
  NoOpinion: 'has no opinion',
};

/** What is printed for people. */
export function readable(user: string, asked: Asked, status: AccessExplanationStatus): string {
  const { allowed, authorizers, grants = [], nearMisses = [] } = status;
  const head = allowed ? `yes: ${user} may ${wordsOf(asked)}` : `no: ${user} may not ${wordsOf(asked)}`;
  const opinions = authorizers.map(({ authorizer, decision, reason }) => {
    const said = `${authorizer} ${OPINIONS[decision] ?? decision}`;
    return reason === undefined ? said : `${said}: ${reason.replace(/^RBAC: /, '')}`;
  });
  return [
    `${head}\n`,
    section('Asked in this order', opinions),
    section('Granted by', grants.map(grantText)),
    section('Nearest to being granted', nearMisses.map(missText)),
  ].join('');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

/** `Role a/reader` */
export function named({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

export function grantText({ binding, role, subject, rule }: AccessGrant): string {
  return `${named(binding)} gives ${named(role)} to ${named(subject)}: ${ruleText(rule)}`;
}

function ruleText({ verbs, resources = [], apiGroups = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule) {
  const groups = apiGroups.filter((group) => group !== '');
  const of = groups.length === 0 ? '' : ` of ${groups.join(', ')}`;
  const names = resourceNames.length === 0 ? '' : ` named ${resourceNames.join(', ')}`;
  return `${(verbs ?? []).join(', ')} on ${[...resources, ...nonResourceURLs].join(', ')}${of}${names}`;
}

const MISSES: Readonly<Record<NearMissReason, string>> = {
  RoleNotFound: 'a role is missing',
  OtherVerb: 'another verb',
  OtherName: 'another name',
  OtherAPIGroup: 'another API group',
  OtherSubresource: 'another subresource',
  OtherNamespace: 'another namespace',
  MissingGroup: 'a group is missing',
  RoleNotBound: 'a role is not bound',
};

export function missText({ reason, message }: NearMiss): string {
  return `${MISSES[reason]}: ${message}`;
}
