/** The command line. */
import { startControlPlane } from './assembly/control-plane.ts';
import { auditCommand } from './cli/audit/audit.ts';
import { endOnBug } from './cli/bugs.ts';
import { caCommand } from './cli/ca.ts';
import { canCommand } from './cli/can.ts';
import { explainCommand } from './cli/explain/explain.ts';
import { processIo } from './cli/io.ts';
import { run } from './cli/program.ts';
import { pspCommand } from './cli/psp-migrate.ts';
import { upCommand } from './cli/up.ts';
import { userCommand } from './cli/user/user.ts';
import { versionCommand } from './cli/version.ts';
import { whoCanCommand } from './cli/who-can.ts';
import { whyStuckCommand } from './cli/why-stuck/why-stuck.ts';
import { VERSION } from './package-version.ts';
import { versionInfo } from './server/routes/version/version.ts';

const io = processIo(process);
endOnBug(process, io, (code) => process.exit(code));
/** Aborted when whoever read the output has left: `allium audit query | head`. */
const closed = new AbortController();
process.stdout.on('error', () => closed.abort());
const info = versionInfo({
  version: VERSION,
  nodeVersion: process.version,
  platform: process.platform,
  architecture: process.arch,
});
const commands = [
  upCommand({
    startControlPlane: (settings) => startControlPlane(settings, info),
    io,
    signals: process,
    exit: (code) => process.exit(code),
    uptime: () => performance.now(),
    version: VERSION,
    apiLevel: `v${info.major}.${info.minor}`,
  }),
  caCommand({ io, now: () => Date.now() }),
  userCommand({ io, now: () => Date.now() }),
  canCommand(io),
  whoCanCommand(io),
  explainCommand(io),
  whyStuckCommand(io),
  pspCommand(io),
  auditCommand({ io, now: () => Date.now(), signal: closed.signal }),
  versionCommand({ version: VERSION, nodeVersion: process.version, info }, io),
];
process.exitCode = await run(process.argv.slice(2), { version: VERSION, commands }, io);
