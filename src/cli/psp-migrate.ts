/** `allium psp migrate`: from pod security policies to levels of the Pod Security Standards. */
import type { CommandModule } from './command.ts';
import { connect } from './connect.ts';
import { report } from './failure.ts';
import { DONE, type Io } from './io.ts';
import { readCluster } from './psp/cluster.ts';
import { readable } from './psp/readable.ts';
import { formatted, type Output } from './table.ts';

interface MigrateOptions {
  readonly kubeconfig?: string;
  readonly output?: Output;
}

const EXAMPLES = `
Reads, and changes nothing. The server may be any that serves policy/v1beta1: Kubernetes up to version 1.24, or Allium.
It looks at policies, roles and bindings, namespaces, pods and what pods are made from.

Examples:
  allium psp migrate
  allium psp migrate --kubeconfig old-cluster.kubeconfig -o json
`;

/** `allium psp`. */
export function pspCommand(io: Io): CommandModule {
  return (program, finish) => {
    const psp = program.command('psp').description('pod security policies, which levels have replaced');
    const command = psp.command('migrate');
    command
      .description('say which level each namespace can move to, what would be refused, and what is lost')
      .option('--kubeconfig <FILE>', 'the server, and who asks (default: as kubectl finds it, or .allium)')
      .addOption(command.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
      .addHelpText('after', EXAMPLES)
      .action(async (options: MigrateOptions) => finish(await migrate(options, io)));
  };
}

async function migrate({ kubeconfig, output }: MigrateOptions, io: Io): Promise<number> {
  try {
    const connection = await connect(kubeconfig);
    try {
      const { migrationOf } = await import('./psp/migration.ts');
      const migration = migrationOf(await readCluster(connection.client));
      io.out(await formatted(migration, output, () => readable(migration)));
      return DONE;
    } finally {
      connection.close();
    }
  } catch (error) {
    return report(error, io);
  }
}
