/** `allium audit`: questions to what was recorded, asked of files, wherever they are. */
import type { Command } from 'commander';
import type { CommandModule } from '../command.ts';
import type { Io } from '../io.ts';
import { ANSWER_FORMATS } from './answer.ts';
import { POLICY_TEST_HELP, policyTest } from './policy-test.ts';
import { type QueryOptions, query } from './query.ts';
import { type RolesOptions, roles } from './roles.ts';
import { addVerify, publicKeyCommand } from './verify.ts';

export interface AuditPorts {
  readonly io: Io;
  /** Wall clock, in milliseconds. */
  now(): number;
  /** Aborted: nobody reads any more. */
  readonly signal: AbortSignal;
}

const QUERY_HELP = `
A PATH is a file, compressed or not, or a folder of them; they are read from the oldest to the newest.

Examples:
  allium audit query --user jane --since 24h
  allium audit query --who-touched deploy/web -n shop --diff
  allium audit query --denied --since 1h -o csv > denied.csv
  allium audit query --verb delete --resource secrets --follow
`;

const ROLES_HELP = `
Requests that were allowed count. Names of objects are named where they are few and somebody's own.

Examples:
  allium audit roles --user jane --since 720h > jane.yaml
  allium audit roles --user system:serviceaccount:ci:robot /archive/2030 | kubectl apply -f -
`;

/** `allium audit`. */
export function auditCommand(ports: AuditPorts): CommandModule {
  const { io, now } = ports;
  return (program, finish) => {
    const audit = program.command('audit').description('ask what happened, and whether the record of it is intact');
    const add = (usage: string, description: string): Command =>
      audit
        .command(usage)
        .description(description)
        .option('--data-dir <PATH>', "the control plane's folder", '.allium');
    addVerify(add, io, finish);
    add('public-key', 'print the key that verifies').action(async (options: { dataDir: string }) =>
      finish(await publicKeyCommand(options, io)),
    );
    addQuery(add).action(async (paths: string[], options: QueryOptions) => finish(await query(paths, options, ports)));
    addRoles(add).action(async (paths: string[], options: RolesOptions) =>
      finish(await roles(paths, options, io, now())),
    );
    const policy = audit.command('policy').description('audit policies');
    const test = policy.command('test <FILE>').description('say which rule of a policy each request would meet');
    test
      .requiredOption('-f, --filename <FILE>', 'requests')
      .addOption(test.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
      .addHelpText('after', POLICY_TEST_HELP)
      .action(async (file: string, options) => finish(await policyTest(file, options, io)));
  };
}

type Add = (usage: string, description: string) => Command;

function addQuery(add: Add): Command {
  const command = add('query [PATH...]', 'list who did what');
  const collect = (value: string, known: readonly string[] = []) => [...known, value];
  return command
    .option('--user <NAME>', 'who did it, or as whom it was done')
    .option('--verb <VERB>', 'get, create, …; may be repeated', collect)
    .option('--resource <RESOURCE>', 'deployments, deploy, deployments.apps, pods/log')
    .option('--object <RESOURCE/NAME>', 'one object: deployments/web, po/x, Node/a')
    .option('--who-touched <RESOURCE/NAME>', 'who wrote one object')
    .option('-n, --namespace <NS>', 'in one namespace')
    .option('--since <TIME>', '2h, or 2030-01-31T12:00:00Z')
    .option('--until <TIME>', 'the same')
    .addOption(command.createOption('--decision <DECISION>', 'allow or forbid').choices(['allow', 'forbid']))
    .option('--source <IP>', 'from where it was done')
    .option('--credential <ID>', 'by which credential: X509SHA256=…, JTI=…')
    .option('--denied', 'what was refused for want of permission, or of identity')
    .option('--diff', 'show what each write changed')
    .option('--follow', 'go on with what happens from now on')
    .addOption(
      command.createOption('-o, --output <FORMAT>', ANSWER_FORMATS.join(', ')).choices(ANSWER_FORMATS).default('table'),
    )
    .addHelpText('after', QUERY_HELP);
}

function addRoles(add: Add): Command {
  const command = add('roles [PATH...]', "propose the least roles that a user's recorded requests needed");
  return command
    .requiredOption('--user <NAME>', 'whose requests')
    .option('--since <TIME>', '2h, or 2030-01-31T12:00:00Z')
    .option('--until <TIME>', 'the same')
    .option('--name <NAME>', 'of the roles and bindings (default: USER-recorded)')
    .option('--kubeconfig <FILE>', 'the server whose roles are compared (default: as kubectl finds it, or .allium)')
    .option('--no-compare', 'ask no server')
    .addOption(command.createOption('-o, --output <FORMAT>', 'yaml or json').choices(['yaml', 'json']).default('yaml'))
    .addHelpText('after', ROLES_HELP);
}
