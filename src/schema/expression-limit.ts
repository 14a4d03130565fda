/** How much of expressions one object may hold. */
import { type FieldError, type FieldPath, invalidValue } from '../api/field.ts';

/** Threat: each of thousands of expressions may be short, and all of them together take the memory and time of compiling. */
const MAX_CHARACTERS = 300_000;

export function areTooMuch(expressions: readonly string[]): boolean {
  return charactersOf(expressions) > MAX_CHARACTERS;
}

/** @param expressions all of one object @param at what holds them */
export function excessOf(expressions: readonly string[], at: FieldPath): FieldError[] {
  if (!areTooMuch(expressions)) return [];
  const detail = `all expressions together must have at most ${MAX_CHARACTERS} characters`;
  return [invalidValue(at, `${charactersOf(expressions)} characters`, detail)];
}

function charactersOf(expressions: readonly string[]): number {
  return expressions.reduce((sum, { length }) => sum + length, 0);
}
