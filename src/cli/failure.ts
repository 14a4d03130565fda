/** What goes wrong at the start, in words that say what to do. */
import { StatusError } from '../api/status.ts';
import { ConnectionError } from '../client/https.ts';
import { ConfigError } from '../config/errors.ts';
import { PkiError } from '../pki/errors.ts';
import { StorageError } from '../storage/errors.ts';
import { FAILED, type Io, USAGE } from './io.ts';

interface SystemError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly address?: string;
  readonly port?: number;
  readonly path?: string;
}

const LISTENING: ReadonlyMap<string, (where: string) => string> = new Map([
  [
    'EADDRINUSE',
    (where) => `${where} is in use. Stop the program that uses it, or choose another with --port (0: any free one).`,
  ],
  ['EACCES', (where) => `not allowed to listen on ${where}. Choose a port from 1024 on with --port.`],
  [
    'EADDRNOTAVAIL',
    (where) => `cannot listen on ${where}: it is no address of this machine. Choose another with --bind-address.`,
  ],
]);
const FILES: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'Correct its permissions, or choose another --data-dir.'],
  ['EPERM', 'Correct its permissions, or choose another --data-dir.'],
  ['ENOENT', 'Choose another --data-dir.'],
  ['EROFS', 'The file system is read-only: choose another --data-dir.'],
  ['ENOSPC', 'The disk is full: free some space, or choose another --data-dir.'],
  ['ENOTDIR', 'A part of the path is a file: choose another --data-dir.'],
]);

function systemFailure({ code = '', syscall, address, port, path, message }: SystemError): string | undefined {
  if (syscall === 'listen') {
    const host = address?.includes(':') ? `[${address}]` : `${address}`;
    return LISTENING.get(code)?.(port === undefined ? host : `${host}:${port}`);
  }
  const remedy = FILES.get(code);
  return remedy && `${path ?? 'a file'} cannot be used (${message}). ${remedy}`;
}

/** Those whose message says it all; the server's, too. */
const TOLD = [ConfigError, PkiError, StorageError, StatusError, ConnectionError];

/** The message for an error that an administrator can act on; undefined for one that is ours to mend. */
export function explain(error: unknown): string | undefined {
  if (TOLD.some((known) => error instanceof known)) return (error as Error).message;
  return error instanceof Error ? systemFailure(error) : undefined;
}

/** Reports a failure. @returns the exit code */
export function report(error: unknown, io: Io): number {
  const message = explain(error);
  if (message !== undefined) io.error(`error: ${message}\n`);
  else
    io.error(`error: an unexpected failure, which is a bug: please report it.\n${(error as Error)?.stack ?? error}\n`);
  return error instanceof ConfigError ? USAGE : FAILED;
}
