/** Kubernetes' named formats: `format.dns1123Label().validate(name)`. */
import { listOf, opaqueType, optionalOf, STRING } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { matching as matchingCost, sizeOf } from '../eval/costs.ts';
import { type Cost, global, member } from '../library/function.ts';
import { ObjectValue, Optional, type Result, type Value } from '../values/value.ts';
import { parseUrl } from './go-url.ts';

/** Port: what is wrong with a text; nothing when all is well. */
export type FormatCheck = (text: string) => readonly string[];

const FORMAT = opaqueType('kubernetes.NamedFormat');

class FormatValue extends ObjectValue {
  readonly type = FORMAT;
  readonly name: string;
  readonly check: FormatCheck;

  constructor(name: string, check: FormatCheck) {
    super();
    this.name = name;
    this.check = check;
  }

  equals(other: Value): boolean {
    return other instanceof FormatValue && other.name === this.name;
  }
}

function matching(pattern: RegExp, problem: string): FormatCheck {
  return (text) => (pattern.test(text) ? [] : [problem]);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && isOnCalendar(text);
}

/** Date.parse takes the 31st of February for one of March. */
function isOnCalendar(date: string): boolean {
  return new Date(date).toISOString().startsWith(date);
}

function isDateTime(text: string): boolean {
  const parts = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:?\d{2})$/.exec(text);
  return parts !== null && isDate(parts[1]!);
}

function uriProblems(text: string): readonly string[] {
  const parsed = parseUrl(text);
  return typeof parsed === 'string' ? [parsed] : [];
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

/** Formats of OpenAPI, which need nothing from Kubernetes' own rules. */
const OPENAPI_FORMATS: Readonly<Record<string, FormatCheck>> = {
  uri: uriProblems,
  uuid: matching(UUID, 'does not match the UUID format'),
  byte: matching(BASE64, 'invalid base64'),
  date: (text) => (isDate(text) ? [] : ['invalid date']),
  datetime: (text) => (isDateTime(text) ? [] : ['invalid datetime']),
};

function validate(format: FormatValue, text: string): Result {
  const problems = format.check(text);
  return problems.length === 0 ? Optional.NONE : Optional.of([...problems]);
}

/** As much as matching a pattern of that length. */
const PATTERN_LENGTH = 60;
const validating: Cost = (_, text) => matchingCost(sizeOf(text), PATTERN_LENGTH);

/** With Kubernetes' own formats, by name: `dns1123Label`, `qualifiedName` and so on. */
export function formatsLibrary(kubernetesFormats: Readonly<Record<string, FormatCheck>>): Library {
  const checks = Object.entries({ ...kubernetesFormats, ...OPENAPI_FORMATS });
  const formats = new Map(checks.map(([name, check]) => [name, new FormatValue(name, check)]));
  const named = (name: string): Result => {
    const format = formats.get(name);
    return format ? Optional.of(format) : Optional.NONE;
  };
  return {
    types: [FORMAT],
    functions: [
      ...global('format.named', ['format-named', [STRING], optionalOf(FORMAT), named]),
      ...member('validate', ['format-validate', [FORMAT, STRING], optionalOf(listOf(STRING)), validate, validating]),
      ...[...formats].flatMap(([name, format]) =>
        global(`format.${name}`, [`format.${name}`, [], FORMAT, () => format]),
      ),
    ],
  };
}
