/** What type parameters stand for, and which type may stand where another is wanted. The rules are cel-go's. */
import { isClosed, isDynOrError, sameType, type Type } from './types.ts';

export class Substitution {
  readonly #bound = new Map<string, Type>();
  /** What was bound before each change, so that a trial can be undone without copying all that is known. */
  readonly #trail: (readonly [name: string, before: Type | undefined])[] = [];

  constructor(bound: Iterable<readonly [string, Type]> = []) {
    for (const [name, type] of bound) this.#bound.set(name, type);
  }

  /** The type with its parameters replaced; free ones become `dyn` where that is asked for. */
  apply(type: Type, free?: Type): Type {
    if (type.kind === 'parameter') {
      const known = this.#bound.get(type.name);
      return known ? this.apply(known, free) : (free ?? type);
    }
    // Threat: types nest as deep as expressions do, and every expression has one.
    return isClosed(type) ? type : this.#applyToParts(type, free);
  }

  /** Most types have nothing to replace: those stay the very same, which others find out quickest. */
  #applyToParts(type: Type, free: Type | undefined): Type {
    let changed = false;
    const parameters = type.parameters.map((parameter) => {
      const applied = this.apply(parameter, free);
      changed ||= applied !== parameter;
      return applied;
    });
    return changed ? { ...type, parameters } : type;
  }

  /** Whether every value type may be used for its wanted type, under one reading of all parameters. */
  assignAll(values: readonly Type[], wanted: readonly Type[]): boolean {
    this.#trail.length = 0;
    if (this.#allFit(values, wanted)) return true;
    for (const [name, before] of this.#trail.reverse()) {
      if (before) this.#bound.set(name, before);
      else this.#bound.delete(name);
    }
    return false;
  }

  #allFit(values: readonly Type[], wanted: readonly Type[]): boolean {
    return values.length === wanted.length && values.every((value, position) => this.#fits(value, wanted[position]!));
  }

  #fits(given: Type, wished: Type): boolean {
    const value = this.#representative(given);
    const wanted = this.#representative(wished);
    // Threat: binding the other way, `[[], [], …]` would make a chain of parameters as long as the list.
    if (value.kind === 'parameter' && wanted.kind === 'parameter' && !this.#bound.has(value.name)) {
      return sameType(value, wanted) || this.#set(value, wanted);
    }
    if (wanted.kind === 'parameter') {
      const { valid, known } = this.#bind(wanted, value);
      if (valid || known) return valid;
    }
    if (value.kind === 'parameter') return this.#bind(value, wanted).valid;
    if (isDynOrError(value) || isDynOrError(wanted)) return true;
    if (value.kind === 'null') return takesNull(wanted);
    if (wanted.kind === 'null') return takesNull(value);
    return this.#fitsKind(value, wanted);
  }

  /** The last of parameters that stand for one another. */
  #representative(type: Type): Type {
    let last = type;
    while (last.kind === 'parameter') {
      const next = this.#bound.get(last.name);
      if (next?.kind !== 'parameter') break;
      last = next;
    }
    return last;
  }

  #fitsKind(value: Type, wanted: Type): boolean {
    if (value.kind === 'wrapper' || wanted.kind === 'wrapper') return sameType(unwrapped(value), unwrapped(wanted));
    if (value.kind === 'type') return wanted.kind === 'type';
    return (
      value.kind === wanted.kind && value.name === wanted.name && this.#allFit(value.parameters, wanted.parameters)
    );
  }

  #bind(parameter: Type, type: Type): { valid: boolean; known: boolean } {
    if (sameType(parameter, type)) return { valid: true, known: true };
    const current = this.#bound.get(parameter.name);
    if (!current) return { valid: this.#set(parameter, type), known: false };
    if (sameType(type, current)) return { valid: true, known: true };
    if (!this.#fits(type, current)) return { valid: false, known: true };
    this.#set(parameter, mostGeneral(type, current));
    return { valid: true, known: true };
  }

  /** A parameter never stands for a type that it is part of. */
  #set(parameter: Type, type: Type): boolean {
    if (this.#mentions(type, parameter)) return false;
    this.#trail.push([parameter.name, this.#bound.get(parameter.name)]);
    this.#bound.set(parameter.name, type);
    return true;
  }

  #mentions(type: Type, parameter: Type): boolean {
    if (sameType(type, parameter)) return true;
    if (type.kind === 'parameter') {
      const known = this.#bound.get(type.name);
      return known !== undefined && this.#mentions(known, parameter);
    }
    return !isClosed(type) && type.parameters.some((part) => this.#mentions(part, parameter));
  }
}

function takesNull(type: Type): boolean {
  return ['null', 'wrapper', 'well-known', 'message', 'opaque'].includes(type.kind);
}

function unwrapped(type: Type): Type {
  return type.kind === 'wrapper' ? type.parameters[0]! : type;
}

export function mostGeneral(a: Type, b: Type): Type {
  return isAsGeneral(a, b) ? a : b;
}

function isAsGeneral(a: Type, b: Type): boolean {
  if (a.kind === 'dyn' || a.kind === 'parameter') return true;
  if (b.kind === 'dyn' || b.kind === 'parameter') return false;
  if (b.kind === 'null') return takesNull(a);
  if (a.kind !== b.kind || a.name !== b.name || a.parameters.length !== b.parameters.length) return false;
  if (a.kind === 'wrapper') return sameType(a, b);
  return a.kind === 'type' || a.parameters.every((part, position) => isAsGeneral(part, b.parameters[position]!));
}
