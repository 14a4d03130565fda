/** Which admission plugins are on, in order, and what they did (allium.dev/v1alpha1). Read-only. */
import type { AdmissionPlugin, Operation } from '../../admission/admission.ts';
import type { AdmissionStatistics, Series } from '../../admission/statistics.ts';
import type { AdmissionPluginObject, AdmissionPluginStatus } from '../../api/admission-plugins.ts';
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../../api/allium.ts';
import { apiVersionOf } from '../../api/object.ts';
import { notFound } from '../../api/status.ts';
import { alliumTables } from '../../registry/allium/tables.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { respondMade } from './respond-made.ts';

const OPERATIONS: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];
const NAME = 'admissionplugins';
const apiVersion = apiVersionOf({ group: ALLIUM_GROUP, version: ALLIUM_VERSION });

export interface AdmissionPluginsPorts {
  /** Those that are on, in order. */
  readonly plugins: readonly AdmissionPlugin[];
  readonly statistics: AdmissionStatistics;
  /** Of the administrator's file. */
  configurationOf(name: string): unknown;
  /** RFC 3339: since when is counted. */
  readonly since: string;
}

export function admissionPlugins(ports: AdmissionPluginsPorts): VirtualEndpoint {
  const table = alliumTables.get(NAME)!;
  return {
    group: ALLIUM_GROUP,
    version: ALLIUM_VERSION,
    name: NAME,
    singular: 'admissionplugin',
    kind: 'AdmissionPlugin',
    namespaced: false,
    verbs: ['get', 'list'],
    handle(context, info) {
      const all = ports.plugins.map((plugin, index) => shown(ports, plugin, index));
      if (info.verb === 'list') {
        return respondMade(context, table, { list: { kind: 'AdmissionPluginList', apiVersion }, items: all });
      }
      const found = all.find(({ metadata }) => metadata.name === info.name);
      if (!found) throw notFound({ group: ALLIUM_GROUP, resource: NAME }, info.name);
      return respondMade(context, table, found);
    },
  };
}

function shown(ports: AdmissionPluginsPorts, plugin: AdmissionPlugin, index: number): AdmissionPluginObject {
  const configuration = ports.configurationOf(plugin.name);
  return {
    apiVersion,
    kind: 'AdmissionPlugin',
    metadata: { name: plugin.name, creationTimestamp: ports.since },
    spec: {
      order: index + 1,
      mutates: plugin.admit !== undefined && plugin.mutates?.length !== 0,
      validates: plugin.validate !== undefined || plugin.judgesInCommit === true,
      operations: OPERATIONS.filter((operation) => plugin.handles(operation)),
      ...(configuration !== undefined && { configuration }),
    },
    status: statusOf(ports.statistics.plugins.get(plugin.name)),
  };
}

/** A write that a plugin both changes and validates is counted where it validates. */
function statusOf(series: Series | undefined): AdmissionPluginStatus {
  if (!series) return { admitted: 0, refused: 0, compared: 0, changed: 0, seconds: 0 };
  const { compared, changed } = series;
  const admitted = (phase: string) => series.total((each) => !each.isRefused && each.phase === phase, 'count');
  return {
    admitted: admitted('validate') || admitted('admit'),
    refused: series.total((each) => each.isRefused, 'count'),
    compared,
    changed,
    seconds: series.total(() => true, 'seconds'),
  };
}
