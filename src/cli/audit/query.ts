/** `allium audit query`: who did what, from audit logs. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseDuration } from '../../api/duration.ts';
import type { AuditEvent } from '../../audit/event.ts';
import { logFiles } from '../../audit/files/log-files.ts';
import { ObjectHistory } from '../../audit/query/changes.ts';
import { FirstOfRequest } from '../../audit/query/first-of-request.ts';
import { follow } from '../../audit/query/follow.ts';
import { type AuditQuestion, isAbout, matches, needlesOf, parseResource, WRITES } from '../../audit/query/question.ts';
import { byTime, eventsOf, parseEvents } from '../../audit/query/search.ts';
import { ConfigError } from '../../config/errors.ts';
import { report } from '../failure.ts';
import { DONE, type Io } from '../io.ts';
import { type AnswerFormat, WRITERS } from './answer.ts';
import { cannotRead } from './failure.ts';

export interface QueryOptions {
  readonly dataDir: string;
  readonly user?: string;
  readonly verb?: readonly string[];
  readonly resource?: string;
  readonly object?: string;
  readonly whoTouched?: string;
  readonly namespace?: string;
  readonly since?: string;
  readonly until?: string;
  readonly decision?: string;
  readonly source?: string;
  readonly credential?: string;
  readonly denied?: true;
  readonly diff?: true;
  readonly follow?: true;
  readonly output: AnswerFormat;
}

export interface QueryPorts {
  readonly io: Io;
  /** Wall clock, in milliseconds. */
  now(): number;
  /** Aborted: nobody reads any more. */
  readonly signal: AbortSignal;
}

export async function query(paths: readonly string[], options: QueryOptions, ports: QueryPorts): Promise<number> {
  try {
    const question = questionOf(options, ports.now());
    const files = await byTime(await logFiles(paths.length > 0 ? paths : [join(options.dataDir, 'audit')]));
    const answer = new Answer(question, options, ports);
    await answer.read(files);
    if (options.follow && files.length > 0) await answer.follow(files.at(-1)!);
    return DONE;
  } catch (error) {
    return report(cannotRead(error), ports.io);
  }
}

/** @throws ConfigError */
export function questionOf(options: QueryOptions, now: number): AuditQuestion {
  const { user, verb, namespace, decision, source, credential, denied } = options;
  const object = options.whoTouched ?? options.object;
  const verbs = verb ?? (options.whoTouched === undefined ? undefined : WRITES);
  const target = {
    ...(options.resource !== undefined && { resource: resourceOf(options.resource) }),
    ...(object !== undefined && objectOf(object)),
  };
  const given = { user, verbs, namespace, decision, source, credential, denied };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...target,
    ...(options.since !== undefined && { since: timeOf('since', options.since, now) }),
    ...(options.until !== undefined && { until: timeOf('until', options.until, now) }),
  };
}

function resourceOf(text: string) {
  const resource = parseResource(text);
  if (!resource)
    throw new ConfigError(`${JSON.stringify(text)} is no resource: deployments, deploy, deployments.apps, pods/log`);
  return resource;
}

function objectOf(text: string) {
  const [, kind, name] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
  if (kind === undefined) throw new ConfigError(`${JSON.stringify(text)} is no object: deployments/web, nodes/a`);
  return { resource: resourceOf(kind), name: name! };
}

/** A moment, or how long ago it was. */
function timeOf(flag: string, text: string, now: number): number {
  const duration = parseDuration(text);
  if (!('error' in duration)) return now - duration.seconds * 1000;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new ConfigError(`--${flag} is ${JSON.stringify(text)}, but must be 2h30m or 2030-01-31T12:00:00Z`);
}

/** Places of lines that are no events. */
const MOST_TOLD = 5;

/** Reads logs and prints what was asked for, an event at a time. */
class Answer {
  readonly #question: AuditQuestion;
  readonly #needles: readonly Buffer[];
  readonly #history: ObjectHistory | undefined;
  readonly #first = new FirstOfRequest();
  readonly #format: AnswerFormat;
  readonly #ports: QueryPorts;
  #read = 0;
  #unreadable = 0;

  constructor(question: AuditQuestion, { diff, output }: QueryOptions, ports: QueryPorts) {
    this.#question = question;
    this.#history = diff ? new ObjectHistory() : undefined;
    // What changed is told from the writes of everybody.
    const { resource, name, namespace } = question;
    this.#needles = needlesOf(
      diff ? { ...(resource && { resource }), ...(name && { name }), ...(namespace && { namespace }) } : question,
    );
    this.#format = output;
    this.#ports = ports;
    ports.io.out(WRITERS[output].head);
  }

  async read(files: readonly string[]): Promise<void> {
    const unreadable: string[] = [];
    const onUnreadable = (file: string, line: number) => {
      // The first of them are told; a file that is no log has as many as lines.
      if (++this.#unreadable <= MOST_TOLD) unreadable.push(`${file}:${line}`);
    };
    for await (const { events, end } of eventsOf(files, this.#needles, { onUnreadable })) {
      if (this.#ports.signal.aborted) return;
      this.#print(events);
      this.#read = end;
    }
    if (this.#unreadable === 0) return;
    const where = unreadable.join(', ') + (this.#unreadable > MOST_TOLD ? ', …' : '');
    const lines = this.#unreadable === 1 ? '1 line is no audit event' : `${this.#unreadable} lines are no audit events`;
    this.#ports.io.error(`warning: ${lines} (${where}): allium audit verify tells more\n`);
  }

  async follow(file: string): Promise<void> {
    const { signal } = this.#ports;
    const pause = (milliseconds: number) => delay(milliseconds, undefined, { signal }).catch(() => {});
    for await (const lines of follow(file, this.#read, { pause, signal })) {
      this.#print(parseEvents(lines, this.#needles, () => {}));
    }
  }

  #print(events: readonly AuditEvent[]): void {
    const writer = WRITERS[this.#format];
    const rows = events.map((event) => {
      const effect = this.#history && isAbout(this.#question, event) ? this.#history.observe(event) : undefined;
      return matches(this.#question, event) && this.#first.isNew(event) ? writer.row(event, effect) : '';
    });
    const text = rows.join('');
    if (text !== '') this.#ports.io.out(text);
  }
}
