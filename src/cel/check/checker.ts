/** Gives every expression its type, and every name and call its meaning. Rules and messages are cel-go's. */

import { perObject } from '../../util/per-object.ts';
import type { Environment } from '../environment.ts';
import type { Issue } from '../issues.ts';
import type { Overload } from '../library/function.ts';
import {
  type Call,
  type Comprehension,
  type Element,
  type Expr,
  type ListLiteral,
  type MapLiteral,
  type MessageLiteral,
  qualifiedName,
  type Select,
} from '../syntax/ast.ts';
import { LOGICAL_AND, LOGICAL_OR, OPTIONAL_SELECT } from '../syntax/operators.ts';
import type { Checked, CheckedCall, Reference } from './checked.ts';
import { constantType } from './constant-type.ts';
import { Inference } from './inference.ts';
import { Scopes } from './scopes.ts';
import * as types from './types.ts';
import { formatType, type Type } from './types.ts';

export function check(expr: Expr, environment: Environment): Checked | { readonly issues: readonly Issue[] } {
  return new Checker(environment).run(expr);
}

class Checker {
  readonly #inference = new Inference();
  readonly #environment: Environment;
  readonly #scopes = new Scopes();
  readonly #types = new Map<Expr, Type>();
  readonly #references = new Map<Expr, Reference>();
  readonly #calls = new Map<Expr, CheckedCall>();
  readonly #messages = new Map<Expr, string>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  run(expr: Expr): Checked | { readonly issues: readonly Issue[] } {
    const type = this.#check(expr);
    const { issues } = this.#inference;
    if (issues.length > 0) return { issues };
    return {
      expr,
      type: this.#inference.resolved(type),
      references: this.#references,
      calls: this.#calls,
      messages: this.#messages,
      typeOf: perObject((node: Expr) => this.#inference.resolved(this.#types.get(node)!)),
    };
  }

  /** Macros may put one node into two places: it is checked once. */
  #check(expr: Expr): Type {
    const known = this.#types.get(expr);
    if (known) return known;
    const type = this.#typeOf(expr);
    this.#types.set(expr, type);
    return type;
  }

  #typeOf(expr: Expr): Type {
    switch (expr.kind) {
      case 'constant':
        return constantType(expr.value);
      case 'ident':
        return this.#named(expr, expr.name) ?? this.#undeclared(expr, expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'message':
        return this.#message(expr);
      case 'comprehension':
        return this.#comprehension(expr);
    }
  }

  #undeclared(expr: Expr, name: string): Type {
    return this.#inference.refuse(
      expr,
      `undeclared reference to '${name}' (in container '${this.#environment.container}')`,
    );
  }

  #assert(expr: Expr, expected: Type): void {
    const found = this.#check(expr);
    if (!this.#inference.fits(found, expected)) this.#inference.mismatch(expr, expected, found);
  }

  /** A variable of the expression, of the environment, or a type. */
  #named(expr: Expr, name: string): Type | undefined {
    const local = this.#scopes.find(name);
    if (local) return this.#referTo(expr, { local: name }, local);
    for (const candidate of this.#environment.candidates(name)) {
      const variable = this.#environment.variables.get(candidate);
      if (variable) return this.#referTo(expr, { variable: candidate }, variable);
      const type = this.#environment.findType(candidate);
      if (type) return this.#referTo(expr, { type }, types.typeOf(type));
    }
    return undefined;
  }

  #referTo(expr: Expr, reference: Reference, type: Type): Type {
    this.#references.set(expr, reference);
    return type;
  }

  #select(expr: Select): Type {
    const name = expr.testOnly ? undefined : qualifiedName(expr);
    const named = name !== undefined && !this.#scopes.find(name.split('.', 1)[0]!) && this.#named(expr, name);
    if (named) return named;
    const operand = this.#inference.known(this.#check(expr.operand));
    const optional = types.isOptional(operand);
    const field = this.#fieldOf(expr, optional ? operand.parameters[0]! : operand, expr.field);
    if (expr.testOnly) return types.BOOL;
    return optional ? types.optionalOf(field) : field;
  }

  #fieldOf(expr: Expr, operand: Type, field: string): Type {
    const type = this.#inference.known(operand);
    if (types.isDynOrError(type) || type.kind === 'parameter') return this.#inference.dynamic(type);
    if (type.kind === 'map') return type.parameters[1]!;
    if (type.kind === 'message') {
      return (
        this.#environment.findField(type.name, field) ?? this.#inference.refuse(expr, `undefined field '${field}'`)
      );
    }
    return this.#inference.refuse(expr, `type '${formatType(type)}' does not support field selection`);
  }

  #call(expr: Call): Type {
    if (expr.function === OPTIONAL_SELECT) return this.#optionalSelect(expr);
    for (const arg of expr.args) this.#check(arg);
    const prefix = expr.target && qualifiedName(expr.target);
    if (prefix !== undefined && !this.#scopes.find(prefix.split('.', 1)[0]!)) {
      const overloads = this.#functionNamed(`${prefix}.${expr.function}`);
      if (overloads) return this.#resolve(expr, overloads, expr.args, true);
    }
    if (expr.target) this.#check(expr.target);
    const overloads = this.#functionNamed(expr.function);
    if (!overloads) return this.#undeclared(expr, expr.function);
    return this.#resolve(expr, overloads, expr.target ? [expr.target, ...expr.args] : expr.args, false);
  }

  #functionNamed(name: string): readonly Overload[] | undefined {
    for (const candidate of this.#environment.candidates(name)) {
      const overloads = this.#environment.functions.get(candidate);
      if (overloads) return overloads;
    }
    return undefined;
  }

  /** `operand.?field`: absent where the operand or the field is. */
  #optionalSelect(expr: Call): Type {
    const [target, field] = expr.args;
    const operand = this.#inference.known(this.#check(target!));
    this.#check(field!);
    const name = field!.kind === 'constant' ? String(field!.value) : '';
    const inner = types.isOptional(operand) ? operand.parameters[0]! : operand;
    return types.optionalOf(this.#fieldOf(expr, inner, name));
  }

  #resolve(expr: Call, overloads: readonly Overload[], args: readonly Expr[], qualified: boolean): Type {
    if (expr.function === LOGICAL_AND || expr.function === LOGICAL_OR) return this.#logical(expr, overloads);
    const member = expr.target !== undefined && !qualified;
    const argTypes = args.map((arg) => this.#check(arg));
    const admitted: Overload[] = [];
    let result: Type | undefined;
    for (const overload of overloads) {
      const candidate = overload.member === member ? this.#inference.resultOf(overload, argTypes) : undefined;
      if (!candidate) continue;
      admitted.push(overload);
      result = result === undefined || types.sameType(result, candidate) ? candidate : types.DYN;
    }
    if (result === undefined) return this.#noOverload(expr, overloads[0]!.name, argTypes, member);
    this.#calls.set(expr, { overloads: admitted, qualified });
    return result;
  }

  #logical(expr: Call, overloads: readonly Overload[]): Type {
    for (const arg of expr.args) this.#assert(arg, types.BOOL);
    this.#calls.set(expr, { overloads, qualified: false });
    return types.BOOL;
  }

  #noOverload(expr: Call, name: string, argTypes: readonly Type[], member: boolean): Type {
    const [first, ...rest] = argTypes.map((type) => this.#inference.format(type));
    const applied = member ? `${first}.(${rest.join(', ')})` : `(${[first, ...rest].filter(Boolean).join(', ')})`;
    return this.#inference.refuse(expr, `found no matching overload for '${name}' applied to '${applied}'`);
  }

  /** The type of an element; that of what it holds where it is optional. */
  #element(element: Element): Type {
    const type = this.#check(element.value);
    if (!element.optional) return type;
    const held = this.#inference.fresh();
    const wanted = types.optionalOf(held);
    if (!this.#inference.fits(type, wanted)) this.#inference.mismatch(element.value, types.optionalOf(type), type);
    return this.#inference.known(held);
  }

  #list(expr: ListLiteral): Type {
    const elements = expr.elements.map((element) => [element.value, this.#element(element)] as const);
    return types.listOf(this.#inference.joined(elements, this.#environment.mixedLiterals));
  }

  #map(expr: MapLiteral): Type {
    const keys = expr.entries.map((entry) => [entry.key, this.#key(entry.key)] as const);
    const values = expr.entries.map((entry) => [entry.value, this.#element(entry)] as const);
    const { mixedLiterals } = this.#environment;
    return types.mapOf(this.#inference.joined(keys, mixedLiterals), this.#inference.joined(values, mixedLiterals));
  }

  /** Threat: keys of any type would let types double in size with every nesting. */
  #key(expr: Expr): Type {
    const type = this.#inference.known(this.#check(expr));
    const possible = ['primitive', 'wrapper', 'dyn', 'error', 'parameter', 'null'].includes(type.kind);
    return possible ? type : this.#inference.refuse(expr, `unsupported key type: ${this.#inference.format(type)}`);
  }

  #message(expr: MessageLiteral): Type {
    const type = this.#messageType(expr);
    if (!this.#messages.has(expr)) return type;
    for (const entry of expr.entries) {
      const value = this.#element(entry);
      if (type.kind === 'error') continue;
      const field = this.#environment.findField(type.name, entry.field);
      if (!field) this.#inference.refuse(entry, `undefined field '${entry.field}'`);
      else if (!this.#inference.fits(value, field)) this.#fieldMismatch(entry, field, value);
    }
    return type;
  }

  #fieldMismatch(entry: { readonly at: number; readonly field: string }, expected: Type, found: Type): void {
    const [wanted, actual] = [expected, found].map((type) => this.#inference.format(type));
    this.#inference.refuse(
      entry,
      `expected type of field '${entry.field}' is '${wanted}' but provided type is '${actual}'`,
    );
  }

  #messageType(expr: MessageLiteral): Type {
    for (const candidate of this.#environment.candidates(expr.typeName)) {
      const variable = this.#environment.variables.get(candidate);
      if (variable) return this.#inference.refuse(expr, `'${this.#inference.format(variable)}' is not a type`);
      const type = this.#environment.findType(candidate);
      if (!type) continue;
      this.#messages.set(expr, candidate);
      return type.kind === 'message'
        ? type
        : this.#inference.refuse(expr, `'${this.#inference.format(type)}' is not a message type`);
    }
    return this.#undeclared(expr, expr.typeName);
  }

  #comprehension(expr: Comprehension): Type {
    const variables = this.#rangeTypes(expr);
    const accumulator = this.#check(expr.initial);
    this.#scopes.enter({ [expr.accumulator]: accumulator });
    this.#scopes.enter(variables);
    this.#assert(expr.condition, types.BOOL);
    this.#assert(expr.step, accumulator);
    this.#scopes.leave();
    const result = this.#check(expr.result);
    this.#scopes.leave();
    return this.#inference.known(result);
  }

  /** Types of the iteration variables. */
  #rangeTypes({ range, variable, variable2 }: Comprehension): Record<string, Type> {
    const type = this.#inference.known(this.#check(range));
    const [first, second] = this.#iterated(range, type);
    if (variable2 !== undefined) return { [variable]: first, [variable2]: second };
    return { [variable]: type.kind === 'list' ? second : first };
  }

  #iterated(range: Expr, type: Type): readonly [Type, Type] {
    if (type.kind === 'list') return [types.INT, type.parameters[0]!];
    if (type.kind === 'map') return [type.parameters[0]!, type.parameters[1]!];
    const isDynamic = types.isDynOrError(type) && !types.sameType(type, types.ANY);
    if (isDynamic || type.kind === 'parameter') return [this.#inference.dynamic(type), types.DYN];
    const found = this.#inference.format(type);
    const message = `expression of type '${found}' cannot be range of a comprehension (must be list, map, or dynamic)`;
    return [this.#inference.refuse(range, message), types.ERROR];
  }
}
