/** What it takes to tell many watches of a write: against a bare handler that writes the same frame to as many streams. */
import type { Suite } from '../lib/report.ts';
import { Stage } from '../lib/stage.ts';
import { medians } from '../lib/statistics.ts';
import { count, milliseconds, rate, share } from '../lib/table.ts';
import type { Protocol } from '../load/client.ts';
import type { WatchArguments } from '../load/load.ts';
import { instantiate } from '../load/template.ts';
import { createConfigMap, fill, listOf, SCRATCH } from './scenarios.ts';

interface Size {
  readonly watches: number;
  readonly events: number;
  readonly rounds: number;
}
const FULL: Size = { watches: 1000, events: 100, rounds: 3 };
const QUICK: Size = { watches: 100, events: 10, rounds: 1 };

const STREAMS_PER_CONNECTION = { h1: 1, h2: 100 } as const;
const HEADER = ['watches × events', 'over', 'bare', 'Allium', 'of bare', 'p50', 'p99', 'bare p50', 'bare p99'];

type Side = 'allium' | 'bare';

function watchFrom(resourceVersion: string) {
  const list = listOf(SCRATCH);
  return { ...list, path: `${list.path}?watch=1&resourceVersion=${resourceVersion}` };
}

let written = 0;

/** The bare server repeats what Allium answers to a write, and the frame that its watches see. */
async function copyWrite(stage: Stage): Promise<string> {
  const answer = await stage.ask(instantiate(createConfigMap, 0, written++));
  await stage.bare.call('setAnswer', answer);
  await stage.bare.call(
    'setFrame',
    Buffer.concat([Buffer.from('{"type":"ADDED","object":'), answer.body, Buffer.from('}\n')]),
  );
  return JSON.parse(answer.body.toString()).metadata.resourceVersion;
}

async function fanOut(stage: Stage, side: Side, protocol: Protocol, { watches, events }: Size) {
  const resourceVersion = await copyWrite(stage);
  const options: WatchArguments = {
    endpoint: { protocol, port: side === 'allium' ? stage.ports.allium : stage.ports[protocol] },
    watches,
    watchesPerConnection: STREAMS_PER_CONNECTION[protocol],
    watch: watchFrom(resourceVersion),
    write: createConfigMap,
    first: written,
    events,
  };
  written += events;
  const { requests, seconds, p50, p99 } = await stage.load.call('fanOut', options);
  return { perSecond: requests / seconds, p50, p99 };
}

async function measure(stage: Stage, protocol: Protocol, size: Size) {
  const results: Record<Side, Awaited<ReturnType<typeof fanOut>>[]> = { bare: [], allium: [] };
  for (let round = 0; round < size.rounds; round++) {
    for (const side of ['bare', 'allium'] as const) results[side].push(await fanOut(stage, side, protocol, size));
  }
  return { bare: medians(results.bare), allium: medians(results.allium) };
}

export const watch: Suite = (run) =>
  Stage.use(async (stage) => {
    const size = run.quick ? QUICK : FULL;
    await fill(stage, SCRATCH, 0);
    const [rows, records]: [string[][], Record<string, unknown>[]] = [[], []];
    for (const protocol of ['h2', 'h1'] as const) {
      run.progress(`${size.watches} watches over ${protocol}`);
      const { bare, allium } = await measure(stage, protocol, size);
      const times = [allium.p50, allium.p99, bare.p50, bare.p99].map(milliseconds);
      const name = `${count(size.watches)} × ${count(size.events)}`;
      const rates = [rate(bare.perSecond), rate(allium.perSecond), share(allium.perSecond / bare.perSecond)];
      rows.push([name, protocol, ...rates, ...times]);
      records.push({ ...size, protocol, bare, allium });
    }
    return [
      { title: 'Watch: one write after the other, each delivered to every watch', header: HEADER, rows, records },
    ];
  });
