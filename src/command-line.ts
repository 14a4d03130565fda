/** The command line: every command with what it needs of this process. */
import type { Worker } from 'node:worker_threads';
import { startControlPlane, storageOpener } from './assembly/control-plane.ts';
import { auditCommand } from './cli/audit/audit.ts';
import { endOnBug } from './cli/bugs.ts';
import { caCommand } from './cli/ca.ts';
import { canCommand } from './cli/can.ts';
import { explainCommand } from './cli/explain/explain.ts';
import { type Io, processIo } from './cli/io.ts';
import { type ProgramParts, run } from './cli/program.ts';
import { pspCommand } from './cli/psp-migrate.ts';
import { upCommand } from './cli/up.ts';
import { userCommand } from './cli/user/user.ts';
import { versionCommand } from './cli/version.ts';
import { whoCanCommand } from './cli/who-can.ts';
import { whyStuckCommand } from './cli/why-stuck/why-stuck.ts';
import { VERSION } from './package-version.ts';
import { versionInfo } from './server/routes/version/version.ts';

/** @param thread of the storage, for `allium up` */
export async function runCommandLine(thread: Worker | undefined): Promise<void> {
  const io = processIo(process);
  endOnBug(process, io, (code) => process.exit(code));
  process.exitCode = await run(process.argv.slice(2), { version: VERSION, commands: commandsOf(io, thread) }, io);
}

function commandsOf(io: Io, thread: Worker | undefined): ProgramParts['commands'] {
  const { version: nodeVersion, platform, arch: architecture } = process;
  const info = versionInfo({ version: VERSION, nodeVersion, platform, architecture });
  const now = () => Date.now();
  return [
    upCommand({
      startControlPlane: (settings) => startControlPlane(settings, info, storageOpener(thread)),
      io,
      signals: process,
      exit: (code) => process.exit(code),
      uptime: () => performance.now(),
      version: VERSION,
      apiLevel: `v${info.major}.${info.minor}`,
    }),
    caCommand({ io, now }),
    userCommand({ io, now }),
    canCommand(io),
    whoCanCommand(io),
    explainCommand(io),
    whyStuckCommand(io),
    pspCommand(io),
    auditCommand({ io, now, signal: untilReaderLeaves() }),
    versionCommand({ version: VERSION, nodeVersion, info }, io),
  ];
}

/** Aborted when whoever read the output has left: `allium audit query | head`. */
function untilReaderLeaves(): AbortSignal {
  const left = new AbortController();
  process.stdout.on('error', () => left.abort());
  return left.signal;
}
