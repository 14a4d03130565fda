/** `allium ca`: the certificate authorities, worked on in the data directory. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AUTHORITIES, type AuthorityName, authorityFiles } from '../pki/authority-files.ts';
import { type AuthorityStatus, authorityStatus, finishRotation } from '../pki/authority-status.ts';
import { rotateAuthority } from '../pki/rotation.ts';
import type { CommandModule } from './command.ts';
import { report } from './failure.ts';
import { DONE, type Io } from './io.ts';
import { formatted, type Output, table } from './table.ts';

export interface CaPorts {
  readonly io: Io;
  /** Wall clock, in milliseconds. */
  now(): number;
}

interface DataDirOption {
  readonly dataDir: string;
}

interface RotateOptions extends DataDirOption {
  readonly authority: AuthorityName;
  readonly finish?: true;
  readonly force?: true;
}

interface StatusOptions extends DataDirOption {
  readonly output?: Output;
}

const ROTATE_HELP = `
It goes in two steps, on a control plane that runs or one that does not:

  allium ca rotate            a new authority issues everything from now on; the old one is trusted too
  allium ca rotate --finish   the old one is not trusted any more

In between, hand out the new kubeconfig and ca-bundle.crt, and have certificates renewed. \`allium ca status\` tells
which are still needed.
`;

const ROTATED = `A new authority issues every certificate from now on; the old one is trusted beside it.
A control plane that runs takes it over within a few seconds, another when it starts.

Next: let clients take the new kubeconfig or ca-bundle.crt, have certificates renewed, look at \`allium ca status\`,
then drop the old authority with \`allium ca rotate --finish\`.
`;

const FINISHED = 'The old authority is not trusted any more.\n';

const pkiOf = ({ dataDir }: DataDirOption) => join(dataDir, 'pki');

async function rotate(options: RotateOptions, { io, now }: CaPorts): Promise<number> {
  try {
    const { authority, force = false } = options;
    if (options.finish) await finishRotation(pkiOf(options), authority, now(), force);
    else
      await rotateAuthority(authorityFiles(pkiOf(options), authority), {
        now,
        randomBytes: (size) => randomBytes(size),
      });
    io.out(options.finish ? FINISHED : ROTATED);
    return DONE;
  } catch (error) {
    return report(error, io);
  }
}

async function status(options: StatusOptions, { io, now }: CaPorts): Promise<number> {
  try {
    io.out(await format(await authorityStatus(pkiOf(options), now()), options.output));
    return DONE;
  } catch (error) {
    return report(error, io);
  }
}

function format(found: AuthorityStatus, output: StatusOptions['output']): Promise<string> {
  return formatted(found, output, () => readable(found));
}

function readable(found: AuthorityStatus): string {
  const day = (time: string) => time.slice(0, 10);
  const { authorities, certificates, needed, rotating } = found;
  return [
    table([
      ['AUTHORITY', 'ROLE', 'SUBJECT', 'UNTIL', 'ISSUED'],
      ...authorities.map(({ authority, role, subject, notAfter, issued }) => {
        return [authority, role, subject, day(notAfter), authority === 'cluster' ? String(issued) : 'by hand'];
      }),
    ]),
    table([
      ['CERTIFICATE', 'SUBJECT', 'UNTIL', 'ISSUED BY'],
      ...certificates.map(({ name, subject, notAfter, issuedBy }) => [name, subject, day(notAfter), issuedBy]),
    ]),
    ...(needed.length > 0 ? [table(neededRows(found))] : []),
    nextStep(rotating, needed.length),
  ].join('\n');
}

function neededRows({ needed }: AuthorityStatus): string[][] {
  return [
    ['WITHOUT SUCCESSOR', 'REQUEST', 'UNTIL', 'RENEWED'],
    ...needed.map(({ subject, request, notAfter, alike, successors }) => {
      return [subject, request, notAfter, `${successors} of ${alike}`];
    }),
  ];
}

function nextStep(rotating: readonly AuthorityName[], needed: number): string {
  if (rotating.length === 0) return 'No rotation is under way.\n';
  if (needed > 0)
    return 'A rotation is under way: certificates of the old authority are needed until they are renewed or revoked.\n';
  const commands = rotating.map(
    (name) => `\`allium ca rotate${name === 'cluster' ? '' : ` --authority ${name}`} --finish\``,
  );
  return `A rotation is under way: ${commands.join(' and ')} drops the old authority.\n`;
}

function addDataDir(command: Command): Command {
  return command.option('--data-dir <PATH>', "the control plane's folder", '.allium');
}

/** `allium ca`. */
export function caCommand(ports: CaPorts): CommandModule {
  return (program, finish) => {
    const ca = program.command('ca').description('look at the certificate authorities, and bring in others');
    const turn = addDataDir(ca.command('rotate').description('bring in a new authority, then drop the old one'));
    turn
      .addOption(
        turn.createOption('--authority <NAME>', AUTHORITIES.join(' or ')).choices(AUTHORITIES).default('cluster'),
      )
      .option('--finish', 'trust the old authority no more')
      .option('--force', 'with --finish: even though certificates of the old authority are needed')
      .addHelpText('after', ROTATE_HELP)
      .action(async (options: RotateOptions) => finish(await rotate(options, ports)));
    const show = addDataDir(ca.command('status').description('say which authorities are trusted, and for whom'));
    show
      .addOption(show.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
      .action(async (options: StatusOptions) => finish(await status(options, ports)));
  };
}
