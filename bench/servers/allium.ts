/** The control plane as `allium up` puts it together, in a process that tells what it costs. */
import { startControlPlane } from '../../src/assembly/control-plane.ts';
import { resolveSettings } from '../../src/config/resolve.ts';
import { versionInfo } from '../../src/server/routes/version/version.ts';
import { answerCalls } from '../lib/child.ts';
import { probes } from './probe.ts';

const { version: nodeVersion, platform, arch: architecture } = process;
const version = versionInfo({ version: '0.0.0', nodeVersion, platform, architecture });

const procedures = {
  ...probes,
  async start(given: Readonly<Record<string, string>>): Promise<{ port: number }> {
    const written = { port: '0', logLevel: 'error', ...given };
    const settings = new Map(Object.entries(written).map(([name, text]) => [name, { text, origin: name }]));
    const plane = await startControlPlane(resolveSettings(settings as Parameters<typeof resolveSettings>[0]), version);
    return { port: Number(new URL(plane.url).port) };
  },
};

export type AlliumProcedures = typeof procedures;
answerCalls(procedures);
