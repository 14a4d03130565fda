/** A test API with its controllers running, and ways to wait for what they do. */
import type { Authorizer } from '../authorization/authorizer.ts';
import type { ClusterTrust } from '../controllers/cluster-authentication/cluster-authentication.ts';
import type { ControllerLog } from '../controllers/controller.ts';
import type { Storage } from '../storage/storage.ts';
import { type Clock, systemClock } from '../util/clock.ts';
import { type Controllers, type ControllersOptions, startControllers } from './controllers.ts';
import { openTestApi, type TestApi } from './testing.ts';

export interface TestCluster extends TestApi {
  readonly controllers: Controllers;
  /** What the controllers logged. */
  readonly log: readonly string[];
  /** The keys of all objects that have gone, in the order in which they went. */
  readonly deleted: readonly string[];
  /** POST, which must succeed. @returns the object */
  create(path: string, object: object): Promise<any>;
  /** Waits until a GET answers what it should. @returns the answer's body */
  until(path: string, holds: (status: number, body: any) => boolean): Promise<any>;
  untilGone(path: string): Promise<void>;
}

const PATIENCE_MILLISECONDS = 5000;
const PUBLISHED: ClusterTrust = {
  info: { server: 'https://192.0.2.10:6443', authorities: 'a certificate\n' },
  extensions: {
    clientAuthorities: 'a certificate\n',
    frontProxy: {
      authorities: 'another certificate\n',
      allowedNames: [],
      usernameHeaders: [],
      uidHeaders: [],
      groupHeaders: [],
      extraHeaderPrefixes: [],
    },
  },
};

/** For controllers of a test, which sign nothing unless they are told how. */
export function controllersOptions(options: Partial<ControllersOptions> = {}): ControllersOptions {
  return {
    clock: systemClock,
    log: { info: () => {}, warn: () => {} },
    serviceCidrs: ['10.96.0.0/16'],
    endpoint: { address: '192.0.2.10', port: 6443 },
    trusted: { current: () => 'a certificate\n', onChange: () => {} },
    signing: { authority: { sign: () => Promise.reject(new Error('there is no authority')) }, longestLifetime: 0 },
    credentials: { usage: { take: () => new Map() }, own: { current: () => [], onChange: () => {} } },
    published: { current: () => PUBLISHED, onChange: () => {} },
    ...options,
  };
}

export async function openTestCluster(
  options: Partial<ControllersOptions> & { storage?: Storage; clock?: Clock; authorizer?: Authorizer } = {},
): Promise<TestCluster> {
  const { clock = systemClock, storage, authorizer } = options;
  const api = await openTestApi({
    clock,
    namespaces: [],
    ...(storage && { storage }),
    ...(authorizer && { authorizer }),
  });
  const log: string[] = [];
  const write: ControllerLog['info'] = (message, fields) =>
    log.push(fields ? `${message} ${JSON.stringify(fields)}` : message);
  const controllers = startControllers(
    api.api,
    controllersOptions({ clock, log: { info: write, warn: write }, ...options }),
  );
  await controllers.ready;
  const until: TestCluster['until'] = async (path, holds) => {
    const end = performance.now() + PATIENCE_MILLISECONDS;
    for (;;) {
      const { status, body } = await api.call('GET', path);
      if (holds(status, body)) return body;
      if (performance.now() > end) throw new Error(`${path} stays ${JSON.stringify(body, undefined, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return {
    ...api,
    controllers,
    log,
    deleted: deletedKeys(api.storage),
    until,
    untilGone: async (path) => void (await until(path, (status) => status === 404)),
    async create(path, object) {
      const { status, body } = await api.call('POST', path, object);
      if (status !== 201) throw new Error(`POST ${path}: ${JSON.stringify(body)}`);
      return body;
    },
    async close() {
      await controllers.stop();
      await api.close();
    },
  };
}

function deletedKeys(storage: Storage): readonly string[] {
  const keys: string[] = [];
  storage.watch('/registry/', {
    after: storage.currentRevision() as number,
    onEvents: (events) => keys.push(...events.filter(({ type }) => type === 'delete').map(({ key }) => key)),
    onError: (error) => {
      throw error;
    },
  });
  return keys;
}
