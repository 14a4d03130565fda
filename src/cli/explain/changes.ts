/** Changes of an object as people read them: a line for each field, with what was there and what is there now. */
import { stringify } from 'yaml';
import type { ExplainedChange, ExplainedOperation } from '../../api/admission-explanation.ts';
import { WIDTH } from '../wrap.ts';

export function changeLines({ by, author, patch }: ExplainedChange): string[] {
  const title = author === undefined ? by : `${by}: ${author}`;
  return [`  ${title}`, ...patch.flatMap(operationLines)];
}

const SIGNS: Readonly<Record<ExplainedOperation['op'], string>> = { add: '+', remove: '-', replace: '~' };

function operationLines({ op, path, value, oldValue }: ExplainedOperation): string[] {
  const head = `    ${SIGNS[op]} ${fieldOf(path)}`;
  if (op === 'remove') return valueLines(head, oldValue);
  if (op === 'add') return valueLines(head, value);
  const line = `${head}: ${shortly(oldValue)} -> ${shortly(value)}`;
  if (line.length <= WIDTH) return [line];
  return [...valueLines(`${head}, was`, oldValue), ...valueLines('      now', value)];
}

/** `spec.containers[0].image`, `metadata.annotations["example.com/x"]` */
export function fieldOf(pointer: string): string {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps
    .map((step) => {
      if (/^\d+$/.test(step)) return `[${step}]`;
      return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `["${step}"]`;
    })
    .join('')
    .replace(/^\./, '');
}

function valueLines(head: string, value: unknown): string[] {
  const line = `${head}: ${shortly(value)}`;
  if (line.length <= WIDTH && !isDeep(value)) return [line];
  const text = stringify(value, { lineWidth: WIDTH - 8 }).trimEnd();
  return [`${head}:`, ...text.split('\n').map((each) => `        ${each}`)];
}

function shortly(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function isDeep(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => typeof inner === 'object');
}
