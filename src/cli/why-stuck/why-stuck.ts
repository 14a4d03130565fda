/** `allium why-stuck`: what holds an object that is being deleted, and how to let go. */
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../../api/allium.ts';
import { apiVersionOf } from '../../api/object.ts';
import type { ApiClient } from '../../client/client.ts';
import { resolveResource } from '../access-question.ts';
import type { CommandModule } from '../command.ts';
import { connect } from '../connect.ts';
import { report } from '../failure.ts';
import { DONE, FAILED, type Io } from '../io.ts';
import { formatted, type Output } from '../table.ts';
import { type ListedResource, look } from './look.ts';
import { readable } from './readable.ts';

interface WhyStuckOptions {
  readonly namespace?: string;
  readonly kubeconfig?: string;
  readonly output?: Output;
}

const EXAMPLES = `
The exit code is 0 when nothing holds it, 1 when something does.

Examples:
  allium why-stuck namespace shop
  allium why-stuck pvc data -n shop
`;

/** `allium why-stuck`. */
export function whyStuckCommand(io: Io): CommandModule {
  return (program, finish) => {
    const command = program.command('why-stuck <KIND> <NAME>');
    command
      .description('say what holds an object that is being deleted, and how to let go')
      .option('-n, --namespace <NS>', 'where the object is (default: default)')
      .option('--kubeconfig <FILE>', 'the server, and who asks (default: as kubectl finds it, or .allium)')
      .addOption(command.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
      .addHelpText('after', EXAMPLES)
      .action(async (kind: string, name: string, options: WhyStuckOptions) =>
        finish(await whyStuck(kind, name, options, io)),
      );
  };
}

async function whyStuck(kind: string, name: string, options: WhyStuckOptions, io: Io): Promise<number> {
  try {
    const connection = await connect(options.kubeconfig);
    try {
      const { client } = connection;
      const known = await listed(client);
      const resource = resolveResource(kind, known);
      const namespace = resource.namespaced ? (options.namespace ?? 'default') : undefined;
      const stuck = await look(client, resource, namespace, name, known);
      const apiVersion = apiVersionOf({ group: ALLIUM_GROUP, version: ALLIUM_VERSION });
      io.out(await formatted({ apiVersion, kind: 'StuckObject', ...stuck }, options.output, () => readable(stuck)));
      return stuck.deletedAt === undefined ? DONE : FAILED;
    } finally {
      connection.close();
    }
  } catch (error) {
    return report(error, io);
  }
}

/** Every kind once, in the version that the server prefers. */
async function listed(client: ApiClient): Promise<ListedResource[]> {
  const groups = (await Promise.all(['/api', '/apis'].map((path) => client.discovery(path)))).flat();
  return groups.flatMap(({ name: group, versions }) => {
    const [preferred] = versions;
    return (preferred?.resources ?? []).map(({ resource: name, singular, shortNames = [], scope }) => ({
      ...{ group, version: preferred!.version, name, singular, shortNames },
      namespaced: scope === 'Namespaced',
    }));
  });
}
