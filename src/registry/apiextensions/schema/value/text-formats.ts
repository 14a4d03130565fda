/** The formats that texts are checked for, as upstream's strfmt knows them. */
import { parseDuration } from '../../../../api/duration.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../../api/names.ts';
import { parseReference } from '../../../../cel/kubernetes/go-url.ts';
import { parseIp, parseIpBlock } from '../../../../util/ip.ts';

type Check = (text: string) => boolean;

const matching =
  (pattern: RegExp): Check =>
  (text) =>
    pattern.test(text);

const UUID_ENDS = ['[0-9a-f]{8}-?[0-9a-f]{4}', '[0-9a-f]{12}$'] as const;
const uuid = (middle: string) => matching(new RegExp(`^${UUID_ENDS[0]}-?${middle}-?${UUID_ENDS[1]}`, 'i'));
const BYTE = '(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5])';
const MAX_HOSTNAME = 255;
const MAX_LABEL = 63;
/**
 * With a unit that is written out, as Scala has it: `22 nanoseconds`. Threat: to start within a number would take time
 * quadratic in its digits.
 */
const LONG_DURATION =
  /(?<!\d)\d+\s*(?:ns|us|µs|ms|s|m|h|d|w|hr|wk|nano[a-zµ]*|micro[a-zµ]*|milli[a-zµ]*|sec[a-zµ]*|min[a-zµ]*|hour[a-zµ]*|day[a-zµ]*|week[a-zµ]*)(?![a-zµ])/i;

function isHostname(text: string): boolean {
  if (text.length > MAX_HOSTNAME) return false;
  const labels = text.split('.');
  const last = labels.at(-1)!;
  if (labels.length > 1 && !/^[a-z\p{L}]{2,63}$/iu.test(last)) return false;
  return labels.every(
    (label) =>
      label.length <= MAX_LABEL && /^[a-z0-9\p{S}\p{L}](?:[a-z0-9\p{S}\p{L}-]*[a-z0-9\p{S}\p{L}])?$/iu.test(label),
  );
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  // The 31st of February is read as one of March.
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t');
  return isDate(date) && /^\d{2}:\d{2}:\d{2}(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/.test(time ?? '');
}

function isRequestUri(text: string): boolean {
  const url = parseReference(text);
  return typeof url !== 'string' && (url.scheme !== '' || text.startsWith('/'));
}

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['bsonobjectid', matching(/^[0-9a-f]{24}$/i)],
  ['uri', isRequestUri],
  ['email', matching(/^(?:[^<>@]*<)?[^\s<>@]+@[^\s<>@]+>?$/)],
  ['hostname', isHostname],
  ['ipv4', (text) => parseIp(text)?.family === 4],
  ['ipv6', (text) => text.includes(':') && parseIp(text) !== undefined],
  ['cidr', (text) => parseIpBlock(text) !== undefined],
  [
    'mac',
    matching(
      /^(?:[0-9a-f]{2}(?:(?:[:-][0-9a-f]{2}){5}|(?:[:-][0-9a-f]{2}){7}|(?:[:-][0-9a-f]{2}){19})|[0-9a-f]{4}(?:(?:\.[0-9a-f]{4}){2,3}|(?:\.[0-9a-f]{4}){9}))$/i,
    ),
  ],
  ['uuid', uuid('[0-9a-f]{4}-?[0-9a-f]{4}')],
  ['uuid3', uuid('3[0-9a-f]{3}-?[0-9a-f]{4}')],
  ['uuid4', uuid('4[0-9a-f]{3}-?[89ab][0-9a-f]{3}')],
  ['uuid5', uuid('5[0-9a-f]{3}-?[89ab][0-9a-f]{3}')],
  ['ssn', matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/)],
  ['hexcolor', matching(/^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i)],
  ['rgbcolor', matching(new RegExp(`^rgb\\(\\s*${BYTE}\\s*,\\s*${BYTE}\\s*,\\s*${BYTE}\\s*\\)$`))],
  ['byte', matching(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/)],
  ['date', isDate],
  ['duration', (text) => !('error' in parseDuration(text)) || LONG_DURATION.test(text)],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => isDns1123Label(text).length === 0],
  ['k8slongname', (text) => isDns1123Subdomain(text).length === 0],
]);

/** What nobody checks has every format. */
export function hasFormat(text: string, format: string): boolean {
  return CHECKS.get(format.replaceAll('-', ''))?.(text) ?? true;
}
