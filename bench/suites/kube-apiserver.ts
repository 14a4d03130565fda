/** The peer: the same requests to kube-apiserver with etcd, both on this machine and in turns with Allium. */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inTemporaryDirectory } from '../lib/directory.ts';
import type { Report, Run, Suite } from '../lib/report.ts';
import { type Cell, FULL, type Measured, QUICK, type Side, sideBySide } from '../lib/side-by-side.ts';
import { Stage } from '../lib/stage.ts';
import { medians } from '../lib/statistics.ts';
import { count, mebibytes, milliseconds, rate } from '../lib/table.ts';
import { KubeApiserver, type Programs } from '../servers/kube-apiserver.ts';
import { longListOf, scenarios, seed } from './scenarios.ts';
import { alliumUp, install, type Started } from './startup.ts';

const HEADER = [
  'request',
  'clients',
  'kube-apiserver',
  'Allium',
  'requests',
  'CPU',
  'p50',
  'p99',
  'kube-apiserver p50',
  'kube-apiserver p99',
];
const times = (value: number) => `${value.toFixed(1)} ×`;

function row({ scenario, clients }: Cell, peer: Measured, allium: Measured): string[] {
  return [
    scenario.name,
    count(clients),
    rate(peer.perSecond),
    rate(allium.perSecond),
    times(allium.perSecond / peer.perSecond),
    times(peer.processor / allium.processor),
    ...[allium.p50, allium.p99, peer.p50, peer.p99].map(milliseconds),
  ];
}

async function measureRequests(stage: Stage, peer: KubeApiserver, run: Run): Promise<Report> {
  const longList = longListOf(run);
  run.progress('filling both stores');
  for (const server of [stage, peer]) await seed(server, longList);
  const peerSide: Side = { name: 'peer', keeps: true, port: () => peer.port, usage: () => peer.usage() };
  const pace = run.quick ? QUICK : FULL;
  const rows: string[][] = [];
  const records: Record<string, unknown>[] = [];
  for (const scenario of scenarios(longList).filter(({ name }) => run.wants(name))) {
    for (const clients of pace.clients) {
      run.progress(`${scenario.name} by ${clients}`);
      const cell = { scenario, protocol: 'h2', clients } as const;
      const [found, allium] = await sideBySide(stage.load, [peerSide, stage.alliumSide], cell, pace);
      rows.push(row(cell, found!, allium!));
      records.push({ request: scenario.name, clients, peer: found, allium });
    }
  }
  return { title: 'Requests over HTTP/2, of kube-apiserver with etcd', header: HEADER, rows, records };
}

async function startPeer(programs: Programs, stage: Stage, directory: string, idle: number): Promise<Started> {
  const peer = await KubeApiserver.start(programs, stage.directory, directory);
  await setTimeout(idle);
  const { resident } = await peer.usage();
  await peer.end();
  return { readyMilliseconds: peer.readyMilliseconds, residentBytes: resident };
}

async function measureStarts(stage: Stage, programs: Programs, directory: string, run: Run): Promise<Report> {
  const idle = run.quick ? 500 : 3000;
  const command = await install(join(directory, 'package'));
  const found = { peer: [] as Started[], allium: [] as Started[] };
  for (let round = run.quick ? 1 : 0; round < 4; round++) {
    run.progress('starting and stopping');
    const peer = await startPeer(programs, stage, join(directory, `peer-${round}`), idle);
    const allium = await alliumUp(command, join(directory, `allium-${round}`), idle, join(directory, 'cache'));
    if (round === 0) continue;
    found.peer.push(peer);
    found.allium.push(allium);
  }
  const records = Object.entries(found).map(([name, starts]) => ({ name, ...medians(starts) }));
  const rows = records.map(({ name, readyMilliseconds, residentBytes }) => [
    name === 'peer' ? 'kube-apiserver and etcd' : 'Allium',
    milliseconds(readyMilliseconds),
    mebibytes(residentBytes),
  ]);
  return { title: 'Start and memory, empty', header: ['server', 'ready after', 'resident'], rows, records };
}

const { KUBE_APISERVER: kubeApiserver, ETCD: etcd } = process.env;
const ABSENT = 'kube-apiserver: not measured; KUBE_APISERVER and ETCD tell where the two programs are';

export const kubeApiserverSuite: Suite = async (run) => {
  if (!kubeApiserver || !etcd) return [{ title: ABSENT, header: [], rows: [], records: [] }];
  return Stage.use((stage) =>
    inTemporaryDirectory(async (directory) => {
      const programs = { kubeApiserver, etcd };
      const starts = await measureStarts(stage, programs, directory, run);
      const peer = await KubeApiserver.start(programs, stage.directory, join(directory, 'peer'));
      try {
        return [await measureRequests(stage, peer, run), starts];
      } finally {
        await peer.end();
      }
    }),
  );
};
