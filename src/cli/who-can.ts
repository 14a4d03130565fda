/** `allium who-can`: everybody who can do something, and the way by which they can. */
import type { AccessHolder, AccessListingStatus, AccessStep } from '../api/access.ts';
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../api/allium.ts';
import { apiVersionOf } from '../api/object.ts';
import type { ApiClient } from '../client/client.ts';
import { type Asked, askedBy, discover, type QuestionOptions, warnOfVerb, wordsOf } from './access-question.ts';
import { named } from './can.ts';
import type { CommandModule } from './command.ts';
import { connect } from './connect.ts';
import { report } from './failure.ts';
import { DONE, type Io } from './io.ts';
import { formatted, type Output } from './table.ts';
import { wrapped } from './wrap.ts';

interface WhoCanOptions extends QuestionOptions {
  readonly all?: true;
  readonly kubeconfig?: string;
  readonly output?: Output;
}

const EXAMPLES = `
Who can includes those who can become one who can: by impersonation, by tokens
that they can make or read, by pods that they can create, change or enter, by
certificates that they can approve; and those who can bind a role that grants
it, write it into a role that is bound, or change what others write by
admission. Shortest ways come first.

Examples:
  allium who-can get secrets -n shop
  allium who-can delete nodes --all
`;

const PLACE = { group: ALLIUM_GROUP, version: ALLIUM_VERSION, resource: 'accesslistings' };

/** `allium who-can`. */
export function whoCanCommand(io: Io): CommandModule {
  return (program, finish) => {
    const command = program.command('who-can <VERB> <RESOURCE>');
    command
      .description('list who can do something, and by which way')
      .option('-n, --namespace <NS>', 'the namespace that is asked about (default: default)')
      .option('-A, --all-namespaces', 'ask who can in all namespaces at once')
      .option('--subresource <NAME>', 'ask about a subresource: log, exec, status')
      .option('--all', 'show all of them, not the first 1,000')
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
      warnOfVerb(asked, io);
      const listing = await list(client, asked, options.all === true);
      io.out(await formatted(listing, options.output, () => readable(wordsOf(asked), listing.status)));
      return DONE;
    } finally {
      connection.close();
    }
  } catch (error) {
    return report(error, io);
  }
}

/** One answer after the other, as one. */
async function list(client: ApiClient, asked: Asked, isAll: boolean) {
  const holders: AccessHolder[] = [];
  for (let from: string | undefined; ; ) {
    const listing = await client.create(PLACE, {
      apiVersion: apiVersionOf({ group: ALLIUM_GROUP, version: ALLIUM_VERSION }),
      kind: 'AccessListing',
      metadata: {},
      spec: { ...asked, ...(from !== undefined && { continue: from }) },
    });
    const status: AccessListingStatus = listing.status;
    holders.push(...status.holders);
    if (!isAll || status.continue === undefined) return { ...listing, spec: asked, status: { ...status, holders } };
    from = status.continue;
  }
}

/** What is printed for people. */
export function readable(what: string, { holders, total, incomplete }: AccessListingStatus): string {
  const entries = holders.map(({ subject, steps }) => {
    const lines = steps.flatMap((step, position) => wrapped(stepText(step, position), INDENT));
    return `${[...wrapped(named(subject), 0), ...lines].join('\n')}\n`;
  });
  const others = total - holders.length;
  return [
    ...wrapped(`Who can ${what}:`, 0),
    '',
    entries.join('\n'),
    ...(others > 0 ? [`${holders.length} of ${total}; --all shows the others.`] : [`${total} in all.`]),
    ...(incomplete ? wrapped(INCOMPLETE, 0) : []),
    '',
  ].join('\n');
}

const INDENT = 2;
const INCOMPLETE = 'There may be others: the search has come to its limits, of ways of more than 12 steps for one.';

/** `can impersonate User jane, having Role a/boss by RoleBinding a/boss`, `who has Role a/reader by …` */
function stepText({ way, message, grants = [] }: AccessStep, position: number): string {
  const said = position === 0 ? message : `who ${message}`;
  if (way === 'Grant' || grants.length === 0) return said;
  // Two rights of one role are one reason.
  const reasons = new Set(grants.map(({ role, binding }) => `${named(role)} by ${named(binding)}`));
  return `${said}, having ${[...reasons].join(' and ')}`;
}
