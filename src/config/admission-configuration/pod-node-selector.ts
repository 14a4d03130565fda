/** What PodNodeSelector is configured with: selectors by namespace, and the one of namespaces that have none. */
import type { PodNodeSelectorOptions } from '../../admission/plugins/pod-node-selector/pod-node-selector.ts';
import { EVERY_NODE, parseSelector, type Selector } from '../../admission/plugins/pod-node-selector/selector.ts';
import { ConfigError } from '../errors.ts';
import { mapOf, struct, TEXT } from '../files/struct.ts';
import { decodePluginConfiguration } from './decode.ts';

const FIELD = 'podNodeSelectorPluginConfig';
const SCHEMA = struct('pluginConfig', { [FIELD]: mapOf(TEXT) });
/** Stands among the namespaces, none of which can be called so. */
const USUAL = 'clusterDefaultNodeSelector';

/** @param value undefined or null: none @throws ConfigError, where upstream refuses every pod of the namespace later */
export function readPodNodeSelectorConfiguration(value: unknown): PodNodeSelectorOptions {
  const texts = value === undefined || value === null ? {} : decode(value);
  const { [USUAL]: usual, ...allowed } = texts;
  return {
    usual: usual === undefined ? EVERY_NODE : read(USUAL, usual),
    allowed: new Map(Object.entries(allowed).map(([namespace, text]) => [namespace, read(namespace, text)])),
  };
}

function decode(value: unknown): Readonly<Record<string, string>> {
  return decodePluginConfiguration('PodNodeSelector', value, SCHEMA)[FIELD];
}

function read(name: string, text: string): Selector {
  try {
    return parseSelector(text);
  } catch (error) {
    throw new ConfigError(`PodNodeSelector: ${FIELD}[${name}]: ${(error as Error).message}`);
  }
}
