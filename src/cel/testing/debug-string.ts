/** Trees as cel-go's ToDebugString writes them, without its annotations. */
import type { Comprehension, ConstantValue, Element, Expr } from '../syntax/ast.ts';
import { formatDouble } from '../values/double.ts';
import { Uint } from '../values/value.ts';

export function debugString(expr: Expr, indent = ''): string {
  const inner = `${indent}  `;
  switch (expr.kind) {
    case 'constant':
      return constantString(expr.value);
    case 'ident':
      return expr.name;
    case 'select':
      return `${debugString(expr.operand, indent)}.${expr.field}${expr.testOnly ? '~test-only~' : ''}`;
    case 'call': {
      const target = expr.target ? `${debugString(expr.target, indent)}.` : '';
      return `${target}${expr.function}(${block(
        expr.args.map((arg) => debugString(arg, inner)),
        indent,
      )})`;
    }
    case 'list':
      return `[${block(
        expr.elements.map((element) => optional(element) + debugString(element.value, inner)),
        indent,
      )}]`;
    case 'map': {
      const entries = expr.entries.map(
        (entry) => `${optional(entry)}${debugString(entry.key, inner)}:${debugString(entry.value, inner)}`,
      );
      return `{${block(entries, indent)}}`;
    }
    case 'message': {
      const entries = expr.entries.map(
        (entry) => `${optional(entry)}${entry.field}:${debugString(entry.value, inner)}`,
      );
      return `${expr.typeName}{${block(entries, indent)}}`;
    }
    case 'comprehension':
      return comprehensionString(expr, indent);
  }
}

function optional(element: Element): string {
  return element.optional ? '?' : '';
}

function block(items: readonly string[], indent: string): string {
  return items.length === 0 ? '' : `\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}`;
}

function constantString(value: ConstantValue): string {
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Uint8Array) return `b${JSON.stringify(Buffer.from(value).toString('utf8'))}`;
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' ? formatDouble(value) : String(value);
}

function comprehensionString(fold: Comprehension, indent: string): string {
  const inner = `${indent}  `;
  const parts: (readonly [string, string])[] = [
    ['Variable', fold.variable],
    ...(fold.variable2 === undefined ? [] : [['Variable', fold.variable2] as const]),
    ['Target', debugString(fold.range, inner)],
    ['Accumulator', fold.accumulator],
    ['Init', debugString(fold.initial, inner)],
    ['LoopCondition', debugString(fold.condition, inner)],
    ['LoopStep', debugString(fold.step, inner)],
    ['Result', debugString(fold.result, inner)],
  ];
  return `__comprehension__(\n${parts.map(([title, text]) => `${inner}// ${title}\n${inner}${text}`).join(',\n')})`;
}
