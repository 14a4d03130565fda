import { parentPort } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import { storageErrorOf } from './failure.ts';
import { FileIdentity } from './file-identity.ts';
import { type Packed, pack, transferList, unpack } from './packing.ts';
import type { Calls, Method, Request, Response } from './protocol.ts';
import { recordOfRow } from './rows.ts';
import { SqliteLog } from './sqlite-log.ts';

const port = parentPort!;
let file = '';
let log: SqliteLog;
let identity: FileIdentity;

const methods: { [M in Method]: (argument: Calls[M][0]) => Calls[M][1] } = {
  open: (options) => {
    file = options.file;
    log = new SqliteLog(openDatabase(options));
    identity = new FileIdentity(file);
    return { revision: log.revision, compactedRevision: log.compactedRevision, rows: pack(log.keys()) };
  },
  append: (records) => {
    identity.check();
    return { rows: pack(log.append(unpack(records, recordOfRow))) };
  },
  get: (key) => ({ rows: pack(log.get(key)) }),
  list: ({ prefix, options }) => {
    const { rows, ...page } = log.list(prefix, options);
    return { ...page, rows: pack(rows) };
  },
  events: ({ prefix, after }) => {
    const { rows, through } = log.events(prefix, after);
    return { rows: pack(rows), through };
  },
  compact: (revision) => {
    log.compact(revision);
    return {};
  },
  sweep: () => ({ more: log.sweep() }),
  close: () => {
    log.close();
    return {};
  },
};

function respond({ call, method, argument }: Request): Response {
  try {
    return { call, answer: methods[method](argument as never) };
  } catch (error) {
    const { code, message } = storageErrorOf(error, file);
    return { call, error: { code, message } };
  }
}

port.on('message', (request: Request) => {
  const response = respond(request);
  const { rows } = ('answer' in response ? response.answer : {}) as { rows?: Packed };
  port.postMessage(response, rows ? transferList(rows) : []);
});
