/** Gives every expression its type, and every name and call its meaning. Rules and messages are cel-go's. */
import type { Environment } from '../environment.ts';
import type { Issue } from '../issues.ts';
import type { Overload } from '../library/function.ts';
import {
  type Call,
  type Comprehension,
  type ConstantValue,
  type Element,
  type Expr,
  type MapLiteral,
  type MessageLiteral,
  qualifiedName,
  type Select,
} from '../syntax/ast.ts';
import { LOGICAL_AND, LOGICAL_OR, OPTIONAL_SELECT } from '../syntax/operators.ts';
import { Uint } from '../values/value.ts';
import { Scopes } from './scopes.ts';
import { mostGeneral, Substitution } from './substitution.ts';
import * as types from './types.ts';
import { formatType, type Type } from './types.ts';

/** What a name stands for. */
export type Reference = { readonly variable: string } | { readonly type: Type };

export interface CheckedCall {
  /** Those that the argument types admit; more than one where types are known only at run time. */
  readonly overloads: readonly Overload[];
  /** The target is part of the function's name: `optional.of`. */
  readonly qualified: boolean;
}

export interface Checked {
  readonly expr: Expr;
  readonly type: Type;
  readonly types: ReadonlyMap<Expr, Type>;
  readonly references: ReadonlyMap<Expr, Reference>;
  readonly calls: ReadonlyMap<Expr, CheckedCall>;
  /** Full names of the types of message literals. */
  readonly messages: ReadonlyMap<Expr, string>;
}

export function check(expr: Expr, environment: Environment): Checked | { readonly issues: readonly Issue[] } {
  const checker = new Checker(environment);
  const type = checker.check(expr);
  return checker.issues.length > 0 ? { issues: checker.issues } : checker.finish(expr, type);
}

class Checker {
  readonly issues: Issue[] = [];
  readonly #environment: Environment;
  readonly #scopes = new Scopes();
  readonly #types = new Map<Expr, Type>();
  readonly #references = new Map<Expr, Reference>();
  readonly #calls = new Map<Expr, CheckedCall>();
  readonly #messages = new Map<Expr, string>();
  readonly #substitution = new Substitution();
  #freshCount = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  finish(expr: Expr, type: Type): Checked {
    const resolved = new Map<Expr, Type>();
    for (const [node, found] of this.#types) resolved.set(node, this.#resolved(found));
    return {
      expr,
      type: this.#resolved(type),
      types: resolved,
      references: this.#references,
      calls: this.#calls,
      messages: this.#messages,
    };
  }

  /** Macros may put one node into two places: it is checked once. */
  check(expr: Expr): Type {
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
        return types.listOf(this.#joined(expr.elements.map((element) => [element.value, this.#element(element)])));
      case 'map':
        return this.#map(expr);
      case 'message':
        return this.#message(expr);
      case 'comprehension':
        return this.#comprehension(expr);
    }
  }

  #resolved(type: Type): Type {
    return this.#substitution.apply(type, types.DYN);
  }

  #refuse(expr: { readonly at: number }, message: string): Type {
    this.issues.push({ at: expr.at, message });
    return types.ERROR;
  }

  #undeclared(expr: Expr, name: string): Type {
    return this.#refuse(expr, `undeclared reference to '${name}' (in container '${this.#environment.container}')`);
  }

  #mismatch(expr: { readonly at: number }, expected: Type, found: Type): void {
    const [wanted, actual] = [expected, found].map((type) => formatType(this.#resolved(type)));
    this.#refuse(expr, `expected type '${wanted}' but found '${actual}'`);
  }

  #assert(expr: Expr, expected: Type): void {
    const found = this.check(expr);
    if (!this.#fits(found, expected)) this.#mismatch(expr, expected, found);
  }

  #fits(value: Type, wanted: Type): boolean {
    return this.#substitution.assignAll([value], [wanted]);
  }

  #fresh(): Type {
    this.#freshCount += 1;
    return types.typeParameter(`_var${this.#freshCount - 1}`);
  }

  /** A variable of the expression, of the environment, or a type. */
  #named(expr: Expr, name: string): Type | undefined {
    const local = this.#scopes.find(name);
    if (local) return this.#referTo(expr, { variable: name }, local);
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
    const operand = this.#substitution.apply(this.check(expr.operand));
    const optional = types.isOptional(operand);
    const field = this.#fieldOf(expr, optional ? operand.parameters[0]! : operand, expr.field);
    if (expr.testOnly) return types.BOOL;
    return optional ? types.optionalOf(field) : field;
  }

  #fieldOf(expr: Expr, operand: Type, field: string): Type {
    const type = this.#substitution.apply(operand);
    if (types.isDynOrError(type) || type.kind === 'parameter') return this.#dynamic(type);
    if (type.kind === 'map') return type.parameters[1]!;
    if (type.kind === 'message') {
      return this.#environment.findField(type.name, field) ?? this.#refuse(expr, `undefined field '${field}'`);
    }
    return this.#refuse(expr, `type '${formatType(type)}' does not support field selection`);
  }

  /** A type that is not known yet turns out to be dynamic when a field of it is selected. */
  #dynamic(type: Type): Type {
    if (type.kind === 'parameter') this.#fits(types.DYN, type);
    return types.DYN;
  }

  #call(expr: Call): Type {
    if (expr.function === OPTIONAL_SELECT) return this.#optionalSelect(expr);
    for (const arg of expr.args) this.check(arg);
    const prefix = expr.target && qualifiedName(expr.target);
    if (prefix !== undefined && !this.#scopes.find(prefix.split('.', 1)[0]!)) {
      const overloads = this.#functionNamed(`${prefix}.${expr.function}`);
      if (overloads) return this.#resolve(expr, overloads, expr.args, true);
    }
    if (expr.target) this.check(expr.target);
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
    const operand = this.#substitution.apply(this.check(target!));
    this.check(field!);
    const name = field!.kind === 'constant' ? String(field!.value) : '';
    const inner = types.isOptional(operand) ? operand.parameters[0]! : operand;
    return types.optionalOf(this.#fieldOf(expr, inner, name));
  }

  #resolve(expr: Call, overloads: readonly Overload[], args: readonly Expr[], qualified: boolean): Type {
    if (expr.function === LOGICAL_AND || expr.function === LOGICAL_OR) return this.#logical(expr, overloads);
    const member = expr.target !== undefined && !qualified;
    const argTypes = args.map((arg) => this.check(arg));
    const admitted: Overload[] = [];
    let result: Type | undefined;
    for (const overload of overloads) {
      const candidate = overload.member === member ? this.#tryOverload(overload, argTypes) : undefined;
      if (!candidate) continue;
      admitted.push(overload);
      result = result === undefined || types.sameType(result, candidate) ? candidate : types.DYN;
    }
    if (result === undefined) return this.#noOverload(expr, overloads[0]!.name, argTypes, member);
    this.#calls.set(expr, { overloads: admitted, qualified });
    return result;
  }

  /** The result type, if the arguments fit. */
  #tryOverload(overload: Overload, argTypes: readonly Type[]): Type | undefined {
    const fresh = new Substitution(parameterNames(overload).map((name) => [name, this.#fresh()] as const));
    const wanted = overload.parameters.map((parameter) => fresh.apply(parameter));
    if (!this.#substitution.assignAll(argTypes, wanted)) return undefined;
    return this.#substitution.apply(fresh.apply(overload.result));
  }

  #logical(expr: Call, overloads: readonly Overload[]): Type {
    for (const arg of expr.args) this.#assert(arg, types.BOOL);
    this.#calls.set(expr, { overloads, qualified: false });
    return types.BOOL;
  }

  #noOverload(expr: Call, name: string, argTypes: readonly Type[], member: boolean): Type {
    const [first, ...rest] = argTypes.map((type) => formatType(this.#resolved(type)));
    const applied = member ? `${first}.(${rest.join(', ')})` : `(${[first, ...rest].filter(Boolean).join(', ')})`;
    return this.#refuse(expr, `found no matching overload for '${name}' applied to '${applied}'`);
  }

  /** The type of an element; that of what it holds where it is optional. */
  #element(element: Element): Type {
    const type = this.check(element.value);
    if (!element.optional) return type;
    const held = this.#fresh();
    if (!this.#fits(type, types.optionalOf(held))) this.#mismatch(element.value, types.optionalOf(type), type);
    return this.#substitution.apply(held);
  }

  /** The one type of all elements; a free one where there are none. */
  #joined(elements: readonly (readonly [Expr, Type])[]): Type {
    let joined: Type | undefined;
    for (const [expr, type] of elements) {
      if (joined === undefined) joined = type;
      else if (this.#fits(type, joined)) joined = mostGeneral(joined, type);
      else if (this.#environment.mixedLiterals) joined = types.DYN;
      else this.#mismatch(expr, joined, type);
    }
    return joined ?? this.#fresh();
  }

  #map(expr: MapLiteral): Type {
    const keys = expr.entries.map((entry) => [entry.key, this.#key(entry.key)] as const);
    const values = expr.entries.map((entry) => [entry.value, this.#element(entry)] as const);
    return types.mapOf(this.#joined(keys), this.#joined(values));
  }

  /** Threat: keys of any type would let types double in size with every nesting. */
  #key(expr: Expr): Type {
    const type = this.#substitution.apply(this.check(expr));
    const possible = ['primitive', 'wrapper', 'dyn', 'error', 'parameter', 'null'].includes(type.kind);
    return possible ? type : this.#refuse(expr, `unsupported key type: ${formatType(type)}`);
  }

  #message(expr: MessageLiteral): Type {
    const type = this.#messageType(expr);
    if (!this.#messages.has(expr)) return type;
    for (const entry of expr.entries) {
      const value = this.#element(entry);
      if (type.kind === 'error') continue;
      const field = this.#environment.findField(type.name, entry.field);
      if (!field) this.#refuse(entry, `undefined field '${entry.field}'`);
      else if (!this.#fits(value, field)) this.#fieldMismatch(entry, field, value);
    }
    return type;
  }

  #fieldMismatch(entry: { readonly at: number; readonly field: string }, expected: Type, found: Type): void {
    const [wanted, actual] = [expected, found].map((type) => formatType(this.#resolved(type)));
    this.#refuse(entry, `expected type of field '${entry.field}' is '${wanted}' but provided type is '${actual}'`);
  }

  #messageType(expr: MessageLiteral): Type {
    for (const candidate of this.#environment.candidates(expr.typeName)) {
      const variable = this.#environment.variables.get(candidate);
      if (variable) return this.#refuse(expr, `'${formatType(variable)}' is not a type`);
      const type = this.#environment.findType(candidate);
      if (!type) continue;
      this.#messages.set(expr, candidate);
      return type.kind === 'message' ? type : this.#refuse(expr, `'${formatType(type)}' is not a message type`);
    }
    return this.#undeclared(expr, expr.typeName);
  }

  #comprehension(expr: Comprehension): Type {
    const variables = this.#rangeTypes(expr);
    const accumulator = this.check(expr.initial);
    this.#scopes.enter({ [expr.accumulator]: accumulator });
    this.#scopes.enter(variables);
    this.#assert(expr.condition, types.BOOL);
    this.#assert(expr.step, accumulator);
    this.#scopes.leave();
    const result = this.check(expr.result);
    this.#scopes.leave();
    return this.#substitution.apply(result);
  }

  /** Types of the iteration variables. */
  #rangeTypes({ range, variable, variable2 }: Comprehension): Record<string, Type> {
    const type = this.#substitution.apply(this.check(range));
    const [first, second] = this.#iterated(range, type);
    if (variable2 !== undefined) return { [variable]: first, [variable2]: second };
    return { [variable]: type.kind === 'list' ? second : first };
  }

  #iterated(range: Expr, type: Type): readonly [Type, Type] {
    if (type.kind === 'list') return [types.INT, type.parameters[0]!];
    if (type.kind === 'map') return [type.parameters[0]!, type.parameters[1]!];
    if (types.isDynOrError(type) || type.kind === 'parameter') return [this.#dynamic(type), types.DYN];
    const found = formatType(this.#resolved(type));
    const message = `expression of type '${found}' cannot be range of a comprehension (must be list, map, or dynamic)`;
    return [this.#refuse(range, message), types.ERROR];
  }
}

function constantType(value: ConstantValue): Type {
  if (value === null) return types.NULL;
  if (value instanceof Uint) return types.UINT;
  if (value instanceof Uint8Array) return types.BYTES;
  const primitives = { boolean: types.BOOL, bigint: types.INT, number: types.DOUBLE, string: types.STRING };
  return primitives[typeof value as keyof typeof primitives];
}

const namesOfOverload = new WeakMap<Overload, readonly string[]>();

function parameterNames(overload: Overload): readonly string[] {
  let names = namesOfOverload.get(overload);
  if (!names) {
    names = [...new Set([...overload.parameters, overload.result].flatMap(freeNames))];
    namesOfOverload.set(overload, names);
  }
  return names;
}

function freeNames(type: Type): string[] {
  return type.kind === 'parameter' ? [type.name] : type.parameters.flatMap(freeNames);
}
