/**
 * Reads the typed models that `@kubernetes/client-node` ships and writes what Allium needs of them to
 * `src/schema/generated/`: the structure of every built-in kind (models.json), the descriptions (descriptions.json)
 * and TypeScript interfaces (types.ts). Run by `npm run generate`; nothing it writes is committed.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFINITION_NAMES } from '../src/schema/tables/definitions.ts';
import { shownUnsetIn } from '../src/schema/tables/shown-unset.ts';
import { laidOut, readEarlierTexts, unwrapped } from './field-texts.ts';
import { OWN_TEXTS } from './own-texts.ts';

interface ModelField {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly required: boolean;
  readonly description: string;
}
interface Model {
  readonly name: string;
  readonly description: string;
  readonly fields: readonly ModelField[];
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'node_modules/@kubernetes/client-node/dist/gen/models');
const target = join(root, 'src/schema/generated');
const earlier = readEarlierTexts(join(root, 'node_modules/kubernetes-types'));

const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/;

/** The text of the doc comment that ends right before `end`, unwrapped. */
function docBefore(text: string, end: number): string {
  const match = comment.exec(text.slice(0, end));
  return match ? unwrapped(match[1]!).replace(/\\(['"\\])/g, '$1') : '';
}

interface Declared {
  readonly required: boolean;
  readonly description: string;
}

/** Which fields a declaration file marks as required, and what it says of each. */
function declaredFields(declaration: string): { description: string; fields: Map<string, Declared> } {
  const start = declaration.indexOf('export declare class');
  const fields = new Map<string, Declared>();
  let before = declaration.indexOf('{', start) + 1;
  for (const match of declaration.matchAll(/^ {4}'([^']+)'(\??): /gm)) {
    const description = docBefore(declaration.slice(before, match.index), match.index - before);
    fields.set(match[1]!, { required: match[2] === '', description });
    before = match.index + match[0].length;
  }
  return { description: docBefore(declaration, start), fields };
}

function readModel(file: string): Model | undefined {
  const name = file.slice(0, -'.js'.length);
  const code = readFileSync(join(source, file), 'utf8');
  const table = /\.attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(code);
  if (!table) return undefined;
  const attributes = JSON.parse(table[1]!) as { name: string; baseName: string; type: string; format: string }[];
  const declared = declaredFields(readFileSync(join(source, `${name}.d.ts`), 'utf8'));
  const fields = attributes.map((attribute): ModelField => {
    const known = declared.fields.get(attribute.name);
    const before = earlier.ofField(name, attribute.baseName);
    return {
      name: attribute.baseName,
      type: attribute.type,
      format: attribute.format,
      required: known?.required ?? false,
      description: known?.description
        ? laidOut(known.description, before)
        : (before ?? OWN_TEXTS[name]?.[attribute.baseName] ?? ''),
    };
  });
  return { name, description: laidOut(declared.description, earlier.ofModel(name)), fields };
}

/** The TypeScript type of a value as it is on the wire: times are strings, quantities strings or numbers. */
function wireType(type: string): string {
  if (type === 'Date' || type === 'V1MicroTime') return 'string';
  if (type === 'IntOrString') return 'number | string';
  const list = /^Array<(.+)>$/.exec(type);
  if (list) return `Array<${wireType(list[1]!)}>`;
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map) return `Record<string, ${wireType(map[1]!)}>`;
  return type === 'object' ? 'Record<string, any>' : type;
}

/** Whether the field is null in objects that do not set it. */
function isNullUnset(definition: string | undefined, { name, type, format, required }: ModelField): boolean {
  if (definition === undefined) return false;
  const shown = shownUnsetIn(definition)(name, required, models.has(type));
  return shown === 'null' || (shown === 'zero' && (NULL_ZERO.test(type) || format === 'byte'));
}

/** Types whose zero value Go writes as null. */
const NULL_ZERO = /^(Array<|\{ \[key|Date$|V1MicroTime$|any$|object$)/;

function interfaceOf(model: Model): string {
  const definition = DEFINITION_NAMES.get(model.name);
  const fields = model.fields.map((field) => {
    const orNull = isNullUnset(definition, field) ? ' | null' : '';
    return `  '${field.name}'?: ${wireType(field.type)}${orNull};`;
  });
  return `export interface ${model.name} {\n${fields.join('\n')}\n}\n`;
}

const modelList = readdirSync(source)
  .filter((file) => file.endsWith('.js') && file !== 'ObjectSerializer.js' && file !== 'all.js')
  .map(readModel)
  .filter((model) => model !== undefined)
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const models = new Set(modelList.map(({ name }) => name));

const structure = Object.fromEntries(
  modelList.map((model) => [
    model.name,
    model.fields.map((field) => [field.name, field.type, field.format, field.required ? 1 : 0]),
  ]),
);
const descriptions = Object.fromEntries(
  modelList.map((model) => [
    model.name,
    {
      description: model.description,
      fields: Object.fromEntries(model.fields.map((field) => [field.name, field.description])),
    },
  ]),
);

mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'models.json'), JSON.stringify(structure));
writeFileSync(join(target, 'descriptions.json'), JSON.stringify(descriptions));
writeFileSync(
  join(target, 'types.ts'),
  `// Generated by scripts/generate-models.ts: the wire types of Kubernetes' built-in kinds.\n${modelList.map(interfaceOf).join('')}`,
);
