/** Expressions about claims and users, in CEL (k8s.io/apiserver/pkg/authentication/cel). */
import type { JsonObject } from '../../api/object.ts';
import { BOOL, DYN, listOf, mapOf, messageType, STRING, sameType, type Type } from '../../cel/check/types.ts';
import type { Environment } from '../../cel/environment.ts';
import { messageTypes } from '../../cel/message-types.ts';
import { compile, type Program } from '../../cel/program.ts';
import type { Expr } from '../../cel/syntax/ast.ts';
import { OPTIONAL_SELECT } from '../../cel/syntax/operators.ts';
import { parse } from '../../cel/syntax/parser.ts';
import { FULL_ENVIRONMENT } from '../../schema/expression-environment.ts';
import { type Expression, ExpressionError, type Expressions } from './expressions.ts';

const USER = messageType('kubernetes.UserInfo');
const USER_TYPES = messageTypes([
  USER,
  { username: STRING, uid: STRING, groups: listOf(STRING), extra: mapOf(STRING, listOf(STRING)) },
]);

const CLAIMS: Subject = {
  variable: 'claims',
  environment: FULL_ENVIRONMENT.extend({ variables: { claims: mapOf(STRING, DYN) } }),
};
const USER_VARIABLE: Subject = {
  variable: 'user',
  environment: FULL_ENVIRONMENT.extend({ variables: { user: USER }, types: USER_TYPES }),
};

/** Each throws an ExpressionError in kube-apiserver's words. */
export const celExpressions: Expressions = {
  mapping: (text) => new CelExpression(text, CLAIMS),
  claimRule: (text) => new CelExpression(text, CLAIMS, BOOL),
  userRule: (text) => new CelExpression(text, USER_VARIABLE, BOOL),
};

interface Subject {
  readonly variable: string;
  readonly environment: Environment;
}

class CelExpression implements Expression {
  readonly #text: string;
  readonly #subject: Subject;
  readonly #program: Program;

  /** @param type that its type must be: what may be anything is not enough */
  constructor(text: string, subject: Subject, type?: Type) {
    const { program, message } = compile(text, subject.environment);
    if (program === undefined) throw new ExpressionError(`compilation failed: ${message}`);
    if (type && !sameType(program.outputType, type)) throw new ExpressionError(`must evaluate to ${type.name}`);
    this.#text = text;
    this.#subject = subject;
    this.#program = program;
  }

  evaluate(input: Readonly<JsonObject>): unknown {
    const { value, error } = this.#program.evaluate({ [this.#subject.variable]: input }, { wholeNumbers: 'int' });
    if (error) throw new Error(error.message);
    return value;
  }

  mentions(field: string): boolean {
    const { variable, environment } = this.#subject;
    return mentions(parse(this.#text, environment), variable, field);
  }
}

/** `variable.field`, `has(variable.field)` or `variable.?field`, anywhere. */
function mentions(node: Expr, variable: string, field: string): boolean {
  return isField(node, variable, field) || childrenOf(node).some((child) => mentions(child, variable, field));
}

function isField(node: Expr, variable: string, field: string): boolean {
  if (node.kind === 'select') return isVariable(node.operand, variable) && node.field === field;
  if (node.kind !== 'call' || node.function !== OPTIONAL_SELECT || node.args.length !== 2) return false;
  const [operand, name] = node.args as [Expr, Expr];
  return isVariable(operand, variable) && name.kind === 'constant' && name.value === field;
}

function isVariable(node: Expr, name: string): boolean {
  return node.kind === 'ident' && node.name === name;
}

function childrenOf(node: Expr): readonly Expr[] {
  switch (node.kind) {
    case 'select':
      return [node.operand];
    case 'call':
      return node.target ? [node.target, ...node.args] : node.args;
    case 'list':
      return node.elements.map(({ value }) => value);
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'message':
      return node.entries.map(({ value }) => value);
    case 'comprehension':
      return [node.range, node.initial, node.condition, node.step, node.result];
    default:
      return [];
  }
}
