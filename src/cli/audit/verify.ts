/** `allium audit verify`: whether audit logs are as they were written, and where they are not. */
import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { findLogs } from '../../audit/files/log-files.ts';
import type { DeclaredMissing } from '../../audit/integrity/declared-gaps.ts';
import type { ChainSummary, Finding } from '../../audit/integrity/finding.ts';
import { readState } from '../../audit/integrity/state.ts';
import { type StateFile, type Verification, verifyFiles } from '../../audit/integrity/verify-files.ts';
import { auditKeyFiles, publicPemOf, readAuditPublicKey } from '../../pki/audit-key.ts';
import { report } from '../failure.ts';
import { DONE, FAILED, type Io, USAGE } from '../io.ts';
import { formatted, type Output } from '../table.ts';
import { cannotRead } from './failure.ts';
import { printable } from './printable.ts';

interface KeyOptions {
  readonly dataDir: string;
}
interface VerifyOptions extends KeyOptions {
  readonly publicKey?: string;
  readonly openEnd?: true;
  readonly fromFirst?: true;
  readonly output?: Output;
}

const VERIFY_HELP = `
A PATH is a file, compressed or not, or a folder of them; order and names do not matter, and what is no log is named. The public key is all that is
needed: allium audit public-key > audit.pub, kept away from the cluster.

The exit code is 0 when nothing was touched, 1 when something was, 2 when it cannot be told.

Examples:
  allium audit verify
  allium audit verify /archive/2030 --public-key audit.pub
  allium audit verify audit.log --public-key audit.pub --open-end
`;

const publicKeyOf = (options: KeyOptions) => auditKeyFiles(join(options.dataDir, 'pki')).publicKey;

export function addVerify(
  add: (usage: string, description: string) => Command,
  io: Io,
  finish: (code: number) => void,
): void {
  const verify = add('verify [PATH...]', 'say whether anything was changed, removed, reordered or cut off, and where');
  verify
    .option('--public-key <FILE>', "the cluster's audit key (default: the one in --data-dir)")
    .option('--open-end', 'accept a log without its end: copied while the server was writing')
    .option('--from-first', 'miss the oldest files too, which retention removes')
    .addOption(verify.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
    .addHelpText('after', VERIFY_HELP)
    .action(async (paths: string[], options: VerifyOptions) => finish(await verifyCommand(paths, options, io)));
}

async function verifyCommand(paths: readonly string[], options: VerifyOptions, io: Io): Promise<number> {
  try {
    const keyFile = options.publicKey ?? publicKeyOf(options);
    const key = await readAuditPublicKey(keyFile);
    const files = await findLogs(paths.length > 0 ? paths : [join(options.dataDir, 'audit')]);
    const states = await Promise.all(files.states.map((path) => stateIn(path, key)));
    const { openEnd = false, fromFirst = false } = options;
    const found = await verifyFiles(files.logs, { key, states, openEnd, fromFirst });
    const told = { ...found, skipped: files.skipped };
    io.out(await formatted(told, options.output, () => readable(told, keyFile)));
    return exitCode(found);
  } catch (error) {
    report(cannotRead(error), io);
    return USAGE;
  }
}

/** Of nothing it cannot be told whether anything was touched. */
function exitCode({ intact, records }: Verification): number {
  if (!intact) return FAILED;
  return records === 0 ? USAGE : DONE;
}

async function stateIn(path: string, key: KeyObject): Promise<StateFile> {
  return { path, state: readState(await readFile(path, 'utf8'), key) };
}

export async function publicKeyCommand(options: KeyOptions, io: Io): Promise<number> {
  try {
    io.out(publicPemOf(await readAuditPublicKey(publicKeyOf(options))));
    return DONE;
  } catch (error) {
    return report(error, io);
  }
}

interface Told extends Verification {
  /** Files that are no logs. */
  readonly skipped: readonly string[];
}

/** What is printed for people. Another cluster's key finds everything changed: which it was is told. */
export function readable(found: Told, keyFile: string): string {
  const { intact, files, records, chains, missing, findings, findingCount, skipped } = found;
  const what = `${records} records in ${files} ${files === 1 ? 'file' : 'files'}`;
  const told = [
    ...chains.map(chainText),
    ...missingTexts(missing),
    ...skipped.map((path) => `not verified, for it is no log: ${printable(path)}\n`),
  ];
  if (intact) return [records === 0 ? `nothing to verify: ${what}\n` : `intact: ${what}\n`, ...told].join('');
  const more = findingCount - findings.length;
  return [
    `TAMPERED WITH: ${findingCount} ${findingCount === 1 ? 'finding' : 'findings'} in ${what}\n\n`,
    ...findings.map(findingText),
    more > 0 ? `… and ${more} more\n` : '',
    `\nby the audit key in ${printable(keyFile)} (--public-key)\n\n`,
    ...told,
  ].join('');
}

function missingTexts({ gaps, events, unknown }: DeclaredMissing): string[] {
  return [
    gaps > 0 && `declared missing: ${events} events in ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}\n`,
    unknown > 0 && `declared: the last events before ${unknown === 1 ? 'a kill' : `${unknown} kills`} may be missing\n`,
  ].filter((text) => text !== false);
}

function findingText({ kind, file, line, auditID, message }: Finding): string {
  const at = file === '' ? '' : `${printable(file)}:${line}: `;
  return `${at}${kind}: ${message}${auditID === undefined ? '' : ` (auditID ${auditID})`}\n`;
}

function chainText({ chain, firstRecord, lastRecord, lastTime, end, unsigned, repeated }: ChainSummary): string {
  const from = firstRecord === 1 ? 'the first record' : `record ${firstRecord} (earlier ones are not in these files)`;
  const ends =
    end === 'closed'
      ? 'closed and signed'
      : `open: ${unsigned === 0 ? 'signed up to its last record' : `the last ${unsigned} not signed yet`}`;
  const again = repeated === 0 ? '' : `; ${repeated} of them once more, unchanged, as they were sent again`;
  return `chain ${chain}: from ${from} to record ${lastRecord}${lastTime === undefined ? '' : ` of ${lastTime}`}, ${ends}${again}\n`;
}
