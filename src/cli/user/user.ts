/** `allium user`: credentials of people, issued, seen, renewed and revoked through the API. */
import type { Command } from 'commander';
import { ConfigError } from '../../config/errors.ts';
import type { CommandModule } from '../command.ts';
import { type Connection, connect } from '../connect.ts';
import { report } from '../failure.ts';
import { DONE, type Io } from '../io.ts';
import type { Output } from '../table.ts';
import { issue, parseExpiry } from './add.ts';
import { type Holding, readHoldings } from './holdings.ts';
import { listing } from './list.ts';
import { revoke } from './revoke.ts';

export interface UserPorts {
  readonly io: Io;
  /** Wall clock, in milliseconds. */
  now(): number;
}

interface Common {
  readonly kubeconfig?: string;
}
interface AddOptions extends Common {
  readonly group: readonly string[];
  readonly expires?: string;
  readonly token?: true;
  readonly out?: string;
}
interface ListOptions extends Common {
  readonly output?: Output;
  readonly all?: true;
}
type RenewOptions = Omit<AddOptions, 'group' | 'token'>;
interface RevokeOptions extends Common {
  readonly reason: string;
  readonly note?: string;
  readonly issuedBefore?: string;
  readonly allowLockout?: true;
  readonly unrecorded?: true;
}

const EXAMPLES = `
Whoever may create and approve certificate requests of the signer kubernetes.io/kube-apiserver-client may add users. A
name is nothing until roles are bound to it, or to one of its groups:

  allium user add jane --group dev --expires 720h
  kubectl create rolebinding jane --clusterrole=edit --user=jane -n shop
  allium user revoke jane --reason KeyCompromise
`;

const fileOf = (name: string, out: string | undefined) => out ?? `${name.replaceAll(/[^\w.@-]/g, '_')}.kubeconfig`;

async function add(name: string, options: AddOptions, { client, ...rest }: Connection): Promise<string> {
  const { group: groups, expires, token, out } = options;
  const file = fileOf(name, out);
  const wanted = { name, groups, expires: parseExpiry(expires), token: token === true, file, replace: false };
  await issue({ client, ...rest }, wanted);
  return `${file} is ${name}'s. It holds a private key or a token: hand it over safely, and keep no copy.\n`;
}

/** What the person held last says what is issued anew; it stays valid until it expires. */
async function renew(name: string, options: RenewOptions, connection: Connection, now: number): Promise<string> {
  const holdings = await readHoldings(connection.client, now);
  const last = holdings.find(({ user }) => user === name);
  if (last === undefined) throw new ConfigError(`${name} holds nothing on record: use allium user add`);
  const token = last.type === 'Token';
  const file = fileOf(name, options.out);
  const groups = token ? [] : last.groups;
  await issue(connection, { name, groups, expires: parseExpiry(options.expires), token, file, replace: true });
  return `${file} is ${name}'s new one. What ${name} held before stays valid until it expires or is revoked.\n`;
}

async function list({ output, all }: ListOptions, { client }: Connection, now: number): Promise<string> {
  return listing(await readHoldings(client, now), { output, all: all === true }, now);
}

async function takeAll(name: string, options: RevokeOptions, { client }: Connection, now: number): Promise<string> {
  const { reason, note, issuedBefore, allowLockout, unrecorded } = options;
  const held = (await readHoldings(client, now)).filter(({ user }) => user === name);
  const revocations = await revoke(client, name, held, {
    reason,
    note,
    issuedBefore,
    allowLockout: allowLockout === true,
    unrecorded: unrecorded === true,
  });
  return `Everything that ${name} was issued until ${issuedBefore ?? 'now'} is revoked${recorded(held, issuedBefore)}.
Requests with it are refused, open watches have ended.
To take it back: kubectl delete credentialrevocation ${revocations.join(' ')}\n`;
}

function recorded(held: readonly Holding[], before: string | undefined): string {
  if (held.length === 0) return ', of which nothing is on record';
  const isMeant = ({ issuedAt = '' }: Holding) => before === undefined || Date.parse(issuedAt) < Date.parse(before);
  const valid = held.filter((one) => one.state === 'valid' && isMeant(one));
  return `: ${valid.length} on record ${valid.length === 1 ? 'was' : 'were'} valid`;
}

/** Runs one of them against the server that the kubeconfig names. */
async function perform(options: Common, { io }: UserPorts, act: (to: Connection) => Promise<string>): Promise<number> {
  try {
    const connection = await connect(options.kubeconfig);
    try {
      io.out(await act(connection));
      return DONE;
    } finally {
      connection.close();
    }
  } catch (error) {
    return report(error, io);
  }
}

/** `allium user`. */
export function userCommand(ports: UserPorts): CommandModule {
  return (program, finish) => {
    const user = program.command('user').description('credentials of people: issued, seen, renewed, revoked');
    user.addHelpText('after', EXAMPLES);
    const sub = (usage: string, description: string): Command =>
      user
        .command(usage)
        .description(description)
        .option('--kubeconfig <FILE>', 'the server, and who asks (default: as kubectl finds it, or .allium)');
    const collect = (value: string, known: readonly string[]) => [...known, value];
    const { now } = ports;

    sub('add <NAME>', 'write a kubeconfig for a person, with a credential of its own')
      .option('--group <GROUP>', 'a group that the person is in; may be repeated', collect, [])
      .option('--expires <DURATION>', 'how long it is valid: 8h (default: a year; a token: 8h)')
      .option('--token', 'a token of a service account instead of a certificate')
      .option('--out <FILE>', 'where to write it (default: NAME.kubeconfig)')
      .action(async (name: string, options: AddOptions) =>
        finish(await perform(options, ports, (to) => add(name, options, to))),
      );
    const show = sub('list', 'say who holds what: issued by whom, valid until when, used when and from where');
    show
      .addOption(show.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
      .option('--all', "nodes' too")
      .action(async (options: ListOptions) => finish(await perform(options, ports, (to) => list(options, to, now()))));
    sub('renew <NAME>', 'write a kubeconfig with a new credential like the last one')
      .option('--expires <DURATION>', 'how long it is valid: 8h (default: a year; a token: 8h)')
      .option('--out <FILE>', 'where to write it; replaced when it is there (default: NAME.kubeconfig)')
      .action(async (name: string, options: RenewOptions) =>
        finish(await perform(options, ports, (to) => renew(name, options, to, now()))),
      );
    sub('revoke <NAME>', 'make all invalid that the person was issued until now')
      .option('--reason <REASON>', 'KeyCompromise, AffiliationChanged, CessationOfOperation, …', 'Unspecified')
      .option('--note <TEXT>', 'what happened')
      .option('--issued-before <TIME>', 'spare what was issued then or later: 2030-01-31T12:00:00Z (default: now)')
      .option('--allow-lockout', 'even though it is your own, or the last way in')
      .option('--unrecorded', 'even though nothing that the person holds is on record')
      .action(async (name: string, options: RevokeOptions) =>
        finish(await perform(options, ports, (to) => takeAll(name, options, to, now()))),
      );
  };
}
