/** One field of a cron schedule: `*`, `1,3`, `mon-fri`, `0-30/5`, and any of them with commas between. */

export interface Bounds {
  readonly minimum: number;
  readonly maximum: number;
  readonly names?: ReadonlyMap<string, number>;
}

export interface CronField {
  readonly values: ReadonlySet<number>;
  /** A star, or a question mark, without a step is among the ranges. */
  readonly star: boolean;
}

type Fail = (reason: string) => never;

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly star: boolean;
}

export function parseField(text: string, bounds: Bounds, fail: Fail): CronField {
  const values = new Set<number>();
  let star = false;
  for (const expression of text.split(',').filter(Boolean)) {
    const range = parseRange(expression, bounds, fail);
    checkRange(range, expression, bounds, fail);
    for (let value = range.start; value <= range.end; value += range.step) values.add(value);
    star ||= range.star;
  }
  return { values, star };
}

function parseRange(expression: string, bounds: Bounds, fail: Fail): Range {
  const [limits = '', stepText, ...moreSteps] = expression.split('/');
  const [low = '', high, ...moreLimits] = limits.split('-');
  const whole = low === '*' || low === '?';
  if (!whole && moreLimits.length > 0) fail(`too many hyphens: ${expression}`);
  const start = whole ? bounds.minimum : parseValue(low, bounds, fail);
  const end = whole ? bounds.maximum : high === undefined ? start : parseValue(high, bounds, fail);
  if (moreSteps.length > 0) fail(`too many slashes: ${expression}`);
  if (stepText === undefined) return { start, end, step: 1, star: whole };
  const step = parseNumber(stepText, fail);
  // `5/15` means from 5 to the end.
  return { start, end: high === undefined ? bounds.maximum : end, step, star: whole && step <= 1 };
}

function checkRange({ start, end, step }: Range, expression: string, bounds: Bounds, fail: Fail): void {
  const { minimum, maximum } = bounds;
  if (start < minimum) fail(`beginning of range (${start}) below minimum (${minimum}): ${expression}`);
  if (end > maximum) fail(`end of range (${end}) above maximum (${maximum}): ${expression}`);
  if (start > end) fail(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  if (step === 0) fail(`step of range should be a positive number: ${expression}`);
}

function parseValue(text: string, { names }: Bounds, fail: Fail): number {
  return names?.get(text.toLowerCase()) ?? parseNumber(text, fail);
}

function parseNumber(text: string, fail: Fail): number {
  if (!/^[-+]?\d+$/.test(text)) {
    return fail(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    return fail(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return value < 0 ? fail(`negative number (${value}) not allowed: ${text}`) : value;
}
