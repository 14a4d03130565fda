/** For how long a long list keeps the event loop from everything else. */
import type { Suite } from '../lib/report.ts';
import { Stage } from '../lib/stage.ts';
import { count, milliseconds } from '../lib/table.ts';
import { fill, listOf, longListOf } from './scenarios.ts';

const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1';
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const LISTS = new Map([
  ['list, JSON', listOf('long')],
  ['list, Table (kubectl get)', listOf('long', { accept: TABLE })],
  ['list, metadata alone', listOf('long', { accept: METADATA })],
  ['list, YAML', listOf('long', { accept: 'application/yaml' })],
]);

export const stalls: Suite = (run) =>
  Stage.use(async (stage) => {
    run.progress('filling the store');
    const objects = longListOf(run);
    await fill(stage, 'long', objects);
    const rows: string[][] = [];
    const records: Record<string, unknown>[] = [];
    for (const [name, template] of LISTS) {
      if (!run.wants(name)) continue;
      run.progress(name);
      const first = { pool: 'allium', template, first: 0, milliseconds: run.quick ? 500 : 3000 };
      await stage.load.call('open', {
        pool: 'allium',
        endpoint: { protocol: 'h2', port: stage.ports.allium },
        clients: 1,
      });
      await stage.load.call('run', { ...first, limit: 3 });
      await stage.allium.call('watchStalls');
      const { requests, p50 } = await stage.load.call('run', { ...first, limit: 100 });
      const { worst, p99 } = await stage.allium.call('stalls');
      await stage.load.call('close', 'allium');
      rows.push([name, String(requests), milliseconds(p50), milliseconds(worst), milliseconds(p99)]);
      records.push({ list: name, objects, requests, p50, worstStall: worst, p99Stall: p99 });
    }
    const header = [`${count(objects)} objects`, 'lists', 'list p50', 'worst stall', 'p99 stall'];
    return [{ title: 'Event loop of the server during long lists', header, rows, records }];
  });
