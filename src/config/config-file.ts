import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError } from './errors.ts';
import { nearest } from './nearest.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, writtenName } from './settings.ts';

/** A setting's text and where it was written. */
export interface Written {
  readonly text: string;
  readonly origin: string;
}
export type WrittenSettings = ReadonlyMap<SettingName, Written>;

const BY_WRITTEN_NAME: ReadonlyMap<string, SettingName> = new Map(
  SETTING_NAMES.map((name) => [writtenName(name), name]),
);

function unknown(key: string, file: string): ConfigError {
  const meant = nearest(key, [...BY_WRITTEN_NAME.keys()]);
  const hint =
    meant === undefined
      ? 'see `allium up --help` for the settings there are'
      : `did you mean ${JSON.stringify(meant)}?`;
  return new ConfigError(`unknown setting ${JSON.stringify(key)} in ${file}: ${hint}`);
}

function textOf(value: unknown, separator = ','): string | undefined {
  if (Array.isArray(value)) {
    const parts = value.map((part) => textOf(part, separator));
    return parts.includes(undefined) ? undefined : parts.join(separator);
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

function read(key: string, value: unknown, file: string): [SettingName, Written] {
  const name = BY_WRITTEN_NAME.get(key);
  if (name === undefined) throw unknown(key, file);
  const text = textOf(value, SETTINGS[name].kind.separator);
  if (text === undefined)
    throw new ConfigError(`${key} in ${file} must be a text, a number, true, false or a list of these`);
  return [name, { text: located(text, name, file), origin: `${key} in ${file}` }];
}

/** Relative paths are taken from the file's folder. */
function located(text: string, name: SettingName, file: string): string {
  const { kind } = SETTINGS[name];
  if (kind.locate === undefined || text === '') return text;
  const from = (path: string) => resolve(dirname(file), path);
  const values = kind.separator === undefined ? [text] : text.split(kind.separator);
  return values.map((value) => kind.locate!(value, from)).join(kind.separator);
}

async function parse(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new ConfigError(`cannot read the file of --config: ${error.message}`);
  });
  const yaml = await import('yaml');
  try {
    return yaml.parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new ConfigError(`${file} is not YAML: ${(error as Error).message}`);
  }
}

/** @throws ConfigError */
export async function readConfigFile(file: string): Promise<WrittenSettings> {
  const content = (await parse(file)) ?? {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw new ConfigError(`${file} must hold settings: lines of \`name: value\``);
  return new Map(Object.entries(content).map(([key, value]) => read(key, value, file)));
}
