/** The control plane as `allium up` puts it together, in a process that tells what it costs. */
import { answerCalls } from '../lib/child.ts';
import { probes } from './probe.ts';

const dist = new URL('../../dist/', import.meta.url);
// What is measured is what is published, not sources whose types are stripped while they load.
const load = async <T>(path: string): Promise<T> => import(new URL(path, dist).href);
const { startControlPlane } =
  await load<typeof import('../../src/assembly/control-plane.ts')>('assembly/control-plane.js');
const { resolveSettings } = await load<typeof import('../../src/config/resolve.ts')>('config/resolve.js');
const { versionInfo } = await load<typeof import('../../src/server/routes/version/version.ts')>(
  'server/routes/version/version.js',
);

const { version: nodeVersion, platform, arch: architecture } = process;
const version = versionInfo({ version: '0.0.0', nodeVersion, platform, architecture });

const procedures = {
  ...probes,
  async start(dataDir: string): Promise<{ port: number }> {
    const written = { dataDir, port: '0', logLevel: 'error' };
    const settings = new Map(Object.entries(written).map(([name, text]) => [name, { text, origin: name }]));
    const plane = await startControlPlane(resolveSettings(settings as Parameters<typeof resolveSettings>[0]), version);
    return { port: Number(new URL(plane.url).port) };
  },
};

export type AlliumProcedures = typeof procedures;
answerCalls(procedures);
