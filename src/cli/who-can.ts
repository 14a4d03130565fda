/** `allium who-can`: everybody who can do something, and the way by which they can. */
import type { AccessListingStatus, AccessStep, AccessWay } from '../api/access.ts';
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../api/allium.ts';
import { apiVersionOf } from '../api/object.ts';
import { askedBy, discover, type QuestionOptions, wordsOf } from './access-question.ts';
import { named } from './can.ts';
import type { CommandModule } from './command.ts';
import { connect } from './connect.ts';
import { report } from './failure.ts';
import { DONE, type Io } from './io.ts';
import { formatted, type Output, table } from './table.ts';

interface WhoCanOptions extends QuestionOptions {
  readonly kubeconfig?: string;
  readonly output?: Output;
}

const EXAMPLES = `
Who can includes those who can become one who can: by impersonation, by a token of a service account, by a pod that
runs as one; and those who can bind a role that grants it, or write it into a role that is bound.

Examples:
  allium who-can get secrets -n shop
  allium who-can delete nodes
`;

/** `allium who-can`. */
export function whoCanCommand(io: Io): CommandModule {
  return (program, finish) => {
    const command = program.command('who-can <VERB> <RESOURCE>');
    command
      .description('list who can do something, and by which way')
      .option('-n, --namespace <NS>', 'the namespace that is asked about (default: default)')
      .option('-A, --all-namespaces', 'ask who can in all namespaces at once')
      .option('--subresource <NAME>', 'ask about a subresource: log, exec, status')
      .option('--kubeconfig <FILE>', 'the server, and who asks (default: as kubectl finds it, or .allium)')
      .addOption(command.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
      .addHelpText('after', EXAMPLES)
      .action(async (verb: string, resource: string, options: WhoCanOptions) =>
        finish(await whoCan(verb, resource, options, io)),
      );
  };
}

async function whoCan(verb: string, target: string, options: WhoCanOptions, io: Io): Promise<number> {
  try {
    const connection = await connect(options.kubeconfig);
    try {
      const { client } = connection;
      const asked = askedBy(verb, target, options, await discover(client));
      const object = {
        apiVersion: apiVersionOf({ group: ALLIUM_GROUP, version: ALLIUM_VERSION }),
        kind: 'AccessListing',
        metadata: {},
        spec: asked,
      };
      const place = { group: ALLIUM_GROUP, version: ALLIUM_VERSION, resource: 'accesslistings' };
      const listing = await client.create(place, object);
      io.out(await formatted(listing, options.output, () => readable(wordsOf(asked), listing.status)));
      return DONE;
    } finally {
      connection.close();
    }
  } catch (error) {
    return report(error, io);
  }
}

/** What is printed for people. */
export function readable(what: string, { holders, incomplete }: AccessListingStatus): string {
  const rows = holders.map(({ subject, steps }) => [
    named(subject),
    steps[0]?.way ?? '',
    steps.map(stepText).join(', '),
  ]);
  const more = incomplete ? `\nThere are more than these ${holders.length}.\n` : '';
  return `Who can ${what}:\n\n${table([['SUBJECT', 'WAY', 'HOW'], ...rows])}${more}`;
}

const WORDS: Readonly<Record<AccessWay, string>> = {
  Masters: 'may do everything',
  Grant: 'has',
  Impersonate: 'can impersonate',
  CreateToken: 'can make tokens of',
  RunPod: 'can run pods as',
  Bind: 'can bind roles, having',
  Escalate: 'can write roles, having',
};

/** `can impersonate User jane`, `has Role a/reader by RoleBinding a/readers` */
function stepText({ way, as, grants = [] }: AccessStep, position: number): string {
  const said = `${position === 0 ? '' : 'who '}${WORDS[way]}`;
  if (as) return `${said} ${named(as)}`;
  // Two rights of one role are one reason.
  const reasons = new Set(grants.map(({ role, binding }) => `${named(role)} by ${named(binding)}`));
  return [said, [...reasons].join(' and ')].join(' ').trim();
}
