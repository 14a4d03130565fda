/** `allium explain`: what would become of an object, layer by layer. */
import type { AdmissionExplanationStatus } from '../../api/admission-explanation.ts';
import { ALLIUM_GROUP, ALLIUM_VERSION } from '../../api/allium.ts';
import { apiVersionOf, type KubeObject } from '../../api/object.ts';
import type { ApiClient } from '../../client/client.ts';
import type { CommandModule } from '../command.ts';
import { connect } from '../connect.ts';
import { report } from '../failure.ts';
import { DONE, FAILED, type Io } from '../io.ts';
import { formatted, type Output } from '../table.ts';
import { readManifests } from './manifests.ts';

interface ExplainOptions {
  readonly filename: readonly string[];
  readonly as?: string;
  readonly asGroup: readonly string[];
  readonly namespace?: string;
  readonly kubeconfig?: string;
  readonly output?: Output;
}

const EXAMPLES = `
Nothing is written: the objects go through the server as dry runs, just as kubectl would send them. The exit code is 0
when all of them would be written, 1 when one would not.

Examples:
  allium explain -f pod.yaml
  allium explain -f pod.yaml --as jane --as-group dev -n shop
  kubectl create deployment web --image=nginx --dry-run=client -o yaml | allium explain -f -
`;

/** `allium explain`. */
export function explainCommand(io: Io): CommandModule {
  return (program, finish) => {
    const command = program.command('explain');
    const collect = (value: string, known: readonly string[] = []) => [...known, value];
    command
      .description('say what would become of objects: who may, what is changed by whom, what refuses, what is left')
      .requiredOption('-f, --filename <FILE>', 'the manifest; - reads standard input; may be repeated', collect)
      .option('--as <USER>', 'act as this user')
      .option('--as-group <GROUP>', 'a group that the user is in; may be repeated', collect, [])
      .option('-n, --namespace <NS>', 'of objects that name none (default: default)')
      .option('--kubeconfig <FILE>', 'the server, and who asks (default: as kubectl finds it, or .allium)')
      .addOption(command.createOption('-o, --output <FORMAT>', 'json or yaml').choices(['json', 'yaml']))
      .addHelpText('after', EXAMPLES)
      .action(async (options: ExplainOptions) => finish(await explain(options, io)));
  };
}

async function explain(options: ExplainOptions, io: Io): Promise<number> {
  try {
    const objects = (await Promise.all(options.filename.map((file) => readManifests(file)))).flat();
    const connection = await connect(options.kubeconfig);
    try {
      const { explained, errors } = await askEach(connection.client, objects, options);
      const statuses = explained.map(({ status }): AdmissionExplanationStatus => status);
      const value = objects.length === 1 ? explained[0] : { apiVersion: 'v1', kind: 'List', items: explained };
      // Loads what writes YAML, which no other command needs, the server least.
      const { readable } = await import('./readable.ts');
      if (value) io.out(await formatted(value, options.output, () => statuses.map(readable).join('\n')));
      for (const error of errors) report(error, io);
      return errors.length === 0 && statuses.every(({ admitted }) => admitted) ? DONE : FAILED;
    } finally {
      connection.close();
    }
  } catch (error) {
    return report(error, io);
  }
}

/** What cannot be explained keeps nothing from being explained that can. */
async function askEach(client: ApiClient, objects: readonly KubeObject[], options: ExplainOptions) {
  const explained: KubeObject[] = [];
  const errors: unknown[] = [];
  for (const object of objects) {
    try {
      explained.push(await ask(client, object, options));
    } catch (error) {
      errors.push(error);
    }
  }
  return { explained, errors };
}

function ask(client: ApiClient, object: KubeObject, options: ExplainOptions): Promise<KubeObject> {
  const { as: user, asGroup: groups, namespace } = options;
  const place = { group: ALLIUM_GROUP, version: ALLIUM_VERSION, resource: 'admissionexplanations' };
  return client.create(place, {
    apiVersion: apiVersionOf(place),
    kind: 'AdmissionExplanation',
    metadata: {},
    spec: {
      object,
      ...(user !== undefined && { user }),
      ...(groups.length > 0 && { groups }),
      ...(namespace !== undefined && { namespace }),
    },
  });
}
