/** JSON as Go's encoding/json writes it: members sorted, `<`, `>` and `&` escaped. */

const ESCAPED = /[<>&\u2028\u2029]/;
const ALL_ESCAPED = new RegExp(ESCAPED, 'g');

export function goJson(value: unknown): string {
  if (typeof value === 'string') return goJsonString(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const object = value as Record<string, unknown>;
  const members = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort();
  return `{${members.map((key) => `${goJsonString(key)}:${goJson(object[key])}`).join(',')}}`;
}

function goJsonString(text: string): string {
  const json = JSON.stringify(text);
  if (!ESCAPED.test(json)) return json;
  return json.replace(ALL_ESCAPED, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
