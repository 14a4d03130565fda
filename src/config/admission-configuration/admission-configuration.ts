/** AdmissionConfiguration (apiserver.config.k8s.io): the configurations of admission plugins, in one file or one each. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  isKnownPluginName,
  isPluginName,
  KNOWN_PLUGINS,
  type KnownPluginName,
  type PluginName,
} from '../../admission/plugin-order.ts';
import { parseYaml } from '../../api/yaml.ts';
import { ConfigError } from '../errors.ts';
import { decodeFile, type FileKind } from '../files/decode.ts';
import { listOf, optional, struct, TEXT } from '../files/struct.ts';

const PLUGIN = struct('AdmissionPluginConfiguration', {
  name: TEXT,
  path: TEXT,
  configuration: optional({ kind: 'any', definition: 'runtime.Unknown' }),
});

const KIND: FileKind = {
  kind: 'AdmissionConfiguration',
  apiVersions: ['apiserver.config.k8s.io/v1', 'apiserver.k8s.io/v1alpha1'],
  schema: struct('AdmissionConfiguration', { plugins: listOf(PLUGIN) }),
};

interface PluginEntry {
  readonly name: string;
  /** Of a file with the configuration, from this file's folder. */
  readonly path: string;
  readonly configuration?: unknown;
}

/** @returns the configurations, as JSON values, for the plugins to check @throws ConfigError */
export async function readAdmissionConfiguration(file: string): Promise<ReadonlyMap<PluginName, unknown>> {
  try {
    const { plugins } = (await decodeFile(await readFile(file), KIND)) as { plugins: readonly PluginEntry[] };
    const entries = await Promise.all(plugins.map(async (entry) => entryOf(entry, file)));
    return new Map(entries.filter(isOfPlugin));
  } catch (error) {
    throw new ConfigError(`--admission-control-config-file ${file}: ${(error as Error).message}`);
  }
}

async function entryOf(entry: PluginEntry, file: string): Promise<[KnownPluginName, unknown]> {
  const { name, path, configuration } = entry;
  if (!isKnownPluginName(name)) throw new Error(`admission plugin "${name}" is unknown: ${KNOWN_PLUGINS.join(', ')}`);
  if (path !== '' && configuration !== undefined) throw new Error(`${name} has both a path and a configuration`);
  if (path === '') return [name, configuration];
  const { value } = await parseYaml(await readFile(resolve(dirname(file), path)));
  return [name, value];
}

function isOfPlugin(entry: [KnownPluginName, unknown]): entry is [PluginName, unknown] {
  return isPluginName(entry[0]);
}
