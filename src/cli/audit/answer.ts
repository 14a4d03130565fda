/** Recorded requests, as people and programs read them. */
import type { AuditEvent } from '../../audit/event.ts';
import type { Change, Effect } from '../../audit/query/changes.ts';
import { CREDENTIAL, DECISION } from '../../audit/query/question.ts';
import { printable } from './printable.ts';

export const ANSWER_FORMATS = ['table', 'json', 'csv'] as const;
export type AnswerFormat = (typeof ANSWER_FORMATS)[number];

export interface AnswerWriter {
  readonly head: string;
  row(event: AuditEvent, effect: Effect | undefined): string;
}

type Column = readonly [title: string, width: number, cell: (event: AuditEvent) => string];

const annotation = (key: string) => (event: AuditEvent) => event.annotations?.[key] ?? '';

const COLUMNS: readonly Column[] = [
  ['TIME', 24, ({ stageTimestamp }) => stageTimestamp.replace(/(\.\d{3})\d*Z$/, '$1Z')],
  ['USER', 24, userText],
  ['VERB', 8, ({ verb }) => verb],
  ['OBJECT', 40, objectText],
  ['CODE', 4, ({ responseStatus }) => String(responseStatus?.code ?? '')],
  ['DECISION', 8, annotation(DECISION)],
  ['SOURCE', 15, ({ sourceIPs = [] }) => sourceIPs.join(',')],
];

/** Of a table for programs: what a table for people leaves out, too. */
const CSV_COLUMNS: readonly Column[] = [
  ...COLUMNS,
  ['CREDENTIAL', 0, annotation(CREDENTIAL)],
  ['REASON', 0, annotation('authorization.k8s.io/reason')],
  ['USER_AGENT', 0, ({ userAgent = '' }) => userAgent],
  ['AUDIT_ID', 0, ({ auditID }) => auditID],
];

export const WRITERS: Readonly<Record<AnswerFormat, AnswerWriter>> = {
  table: {
    head: line(COLUMNS, ([title]) => title),
    row: (event, effect) => line(COLUMNS, ([, , cell]) => printable(cell(event))) + (effect ? effectText(effect) : ''),
  },
  csv: {
    head: `${CSV_COLUMNS.map(([title]) => title).join(',')},CHANGES\n`,
    row: (event, effect) =>
      `${[...CSV_COLUMNS.map(([, , cell]) => cell(event)), effect ? changesJson(effect) : ''].map(csvCell).join(',')}\n`,
  },
  json: {
    head: '',
    row: (event, effect) => `${escaped(JSON.stringify(effect ? { ...event, effect } : event))}\n`,
  },
};

function line(columns: readonly Column[], text: (column: Column) => string): string {
  return `${columns
    .map((column) => text(column).padEnd(column[1]))
    .join('   ')
    .trimEnd()}\n`;
}

function userText({ user, impersonatedUser }: AuditEvent): string {
  const { username = '' } = user;
  return impersonatedUser ? `${username} as ${impersonatedUser.username ?? ''}` : username;
}

/** `deployments.apps/web -n shop`, or a path */
export function objectText({ objectRef, requestURI }: AuditEvent): string {
  if (!objectRef) return requestURI;
  const { resource = '', apiGroup, subresource, name, namespace } = objectRef;
  const kind = `${resource}${apiGroup ? `.${apiGroup}` : ''}${subresource ? `/${subresource}` : ''}`;
  return `${kind}${name ? ` ${name}` : ''}${namespace ? ` -n ${namespace}` : ''}`;
}

const EFFECTS: Readonly<Record<Exclude<Effect['known'], 'changed'>, string>> = {
  created: 'created',
  deleted: 'deleted',
  'no-body': 'what changed is not recorded: the audit policy records no bodies of this',
  'no-body-before': 'what changed cannot be told: the write before is not in these logs, or has no body',
};

function effectText(effect: Effect): string {
  if (effect.known !== 'changed') return `  ${EFFECTS[effect.known]}\n`;
  if (effect.changes.length === 0) return '  nothing changed\n';
  return effect.changes.map(changeText).join('');
}

function changeText(change: Change): string {
  if (change.redacted) return `  ? ${printable(change.path)}: its value is redacted, and may have changed\n`;
  const side = (sign: string, value: unknown) => `  ${sign} ${printable(`${change.path}: ${JSON.stringify(value)}`)}\n`;
  return ('from' in change ? side('-', change.from) : '') + ('to' in change ? side('+', change.to) : '');
}

function changesJson(effect: Effect): string {
  return effect.known === 'changed' ? JSON.stringify(effect.changes) : effect.known;
}

/** The same JSON, without what a terminal obeys: only texts hold such characters. */
function escaped(json: string): string {
  const unit = (at: string) => `\\u${at.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => character.split('').map(unit).join(''));
}

/** Threat: a spreadsheet takes what begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
