/** Kubernetes' `authorizer`: `authorizer.group('apps').resource('deployments').check('delete').allowed()`. */
import { BOOL, messageType, STRING, type Type } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { member } from '../library/function.ts';
import { EvaluationError, ObjectValue, type Result, type Value } from '../values/value.ts';

/** What an expression asks. Selectors are as written; empty ones limit nothing. */
export type AccessQuestion = {
  readonly verb: string;
  /** Absent: the user whose request it is. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
} & ({ readonly path: string } | ResourceQuestion);

export interface ResourceQuestion {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldSelector: string;
  readonly labelSelector: string;
}

export interface AccessAnswer {
  readonly allowed: boolean;
  readonly reason: string;
  /** What went wrong in finding it out. */
  readonly error?: string;
}

/** Port: who knows. */
export type AccessAnswers = (question: AccessQuestion) => AccessAnswer;

export const AUTHORIZER = messageType('kubernetes.authorization.Authorizer');
export const RESOURCE_CHECK = messageType('kubernetes.authorization.ResourceCheck');
const PATH_CHECK = messageType('kubernetes.authorization.PathCheck');
const GROUP_CHECK = messageType('kubernetes.authorization.GroupCheck');
const DECISION = messageType('kubernetes.authorization.Decision');

/** One step of a chain of calls. Two are never equal, as two functions are not. */
class Part<T> extends ObjectValue {
  readonly type: Type;
  readonly value: T;

  constructor(type: Type, value: T) {
    super();
    this.type = type;
    this.value = value;
  }

  equals(other: Value): boolean {
    return other === this;
  }
}

interface Asking {
  readonly answers: AccessAnswers;
  readonly serviceAccount?: AccessQuestion['serviceAccount'];
}

interface AskingOf<T> extends Asking {
  readonly about: T;
}

/** The value of the variable `authorizer`. */
export function authorizerValue(answers: AccessAnswers): Value {
  return new Part<Asking>(AUTHORIZER, { answers });
}

/** The value of the variable `authorizer.requestResource`. */
export function resourceCheckValue(answers: AccessAnswers, about: ResourceQuestion): Value {
  return new Part<AskingOf<ResourceQuestion>>(RESOURCE_CHECK, { answers, about });
}

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

function isSubdomain(name: string): boolean {
  return name.length <= 253 && name.split('.').every((part) => LABEL.test(part));
}

function serviceAccount({ value }: Part<Asking>, namespace: string, name: string): Result {
  if (!isSubdomain(name)) return new EvaluationError('Invalid service account name');
  if (namespace.length > 63 || !LABEL.test(namespace)) return new EvaluationError('Invalid service account namespace');
  return new Part<Asking>(AUTHORIZER, { answers: value.answers, serviceAccount: { namespace, name } });
}

function path({ value }: Part<Asking>, text: string): Result {
  if (text.trim() === '') return new EvaluationError('path must not be empty');
  return new Part(PATH_CHECK, { ...value, about: { path: text } });
}

function group({ value }: Part<Asking>, name: string): Result {
  return new Part(GROUP_CHECK, { ...value, about: name });
}

function resource({ value }: Part<AskingOf<string>>, name: string): Result {
  if (name.trim() === '') return new EvaluationError('resource must not be empty');
  const nothing = { subresource: '', namespace: '', name: '', fieldSelector: '', labelSelector: '' };
  return new Part(RESOURCE_CHECK, { ...value, about: { group: value.about, resource: name, ...nothing } });
}

function narrowed(field: keyof ResourceQuestion): (check: Part<AskingOf<ResourceQuestion>>, text: string) => Result {
  return ({ value }, text) => new Part(RESOURCE_CHECK, { ...value, about: { ...value.about, [field]: text } });
}

function check({ value }: Part<AskingOf<ResourceQuestion | { path: string }>>, verb: string): Result {
  const { answers, about, serviceAccount: asked } = value;
  return new Part(DECISION, answers({ ...about, verb, ...(asked && { serviceAccount: asked }) }));
}

type Decision = Part<AccessAnswer>;

/** Two checks use up the budget of an expression. */
export const CHECK_COST = 350_000;

const NARROWING: readonly (readonly [name: keyof ResourceQuestion, id: string])[] = [
  ['subresource', 'resourcecheck_subresource'],
  ['namespace', 'resourcecheck_namespace'],
  ['name', 'resourcecheck_name'],
  ['fieldSelector', 'authorizer_fieldselector'],
  ['labelSelector', 'authorizer_labelselector'],
];

export const AUTHORIZATION: Library = {
  types: [AUTHORIZER, PATH_CHECK, GROUP_CHECK, RESOURCE_CHECK, DECISION],
  functions: [
    ...member('path', ['authorizer_path', [AUTHORIZER, STRING], PATH_CHECK, path]),
    ...member('group', ['authorizer_group', [AUTHORIZER, STRING], GROUP_CHECK, group]),
    ...member('serviceAccount', [
      'authorizer_serviceaccount',
      [AUTHORIZER, STRING, STRING],
      AUTHORIZER,
      serviceAccount,
    ]),
    ...member('resource', ['groupcheck_resource', [GROUP_CHECK, STRING], RESOURCE_CHECK, resource]),
    ...NARROWING.flatMap(([name, id]) => member(name, [id, [RESOURCE_CHECK, STRING], RESOURCE_CHECK, narrowed(name)])),
    ...member(
      'check',
      ['pathcheck_check', [PATH_CHECK, STRING], DECISION, check, () => CHECK_COST],
      ['resourcecheck_check', [RESOURCE_CHECK, STRING], DECISION, check, () => CHECK_COST],
    ),
    ...member('allowed', ['decision_allowed', [DECISION], BOOL, ({ value }: Decision) => value.allowed]),
    ...member('reason', ['decision_reason', [DECISION], STRING, ({ value }: Decision) => value.reason]),
    ...member('errored', ['decision_errored', [DECISION], BOOL, ({ value }: Decision) => value.error !== undefined]),
    ...member('error', ['decision_error', [DECISION], STRING, ({ value }: Decision) => value.error ?? '']),
  ],
};
