/**
 * Two control planes over one store, each with a listener, a chain and watch caches of its own: what one of them takes
 * back ends at the other within a second.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { startControlPlane } from '../../src/assembly/control-plane.ts';
import type { ControlPlane } from '../../src/cli/up.ts';
import { resolveSettings } from '../../src/config/resolve.ts';
import { versionInfo } from '../../src/server/routes/version/version.ts';
import { createMemoryStorage } from '../../src/storage/memory/memory.ts';
import { systemClock } from '../../src/util/clock.ts';
import { type Answer, type Ask, ask, type Credentials } from '../support/https.ts';
import { RemoteStorage } from '../support/remote-storage.ts';

const directory = await mkdtemp(join(tmpdir(), 'allium-replicas-'));
const store = createMemoryStorage({ clock: systemClock });
const { version: nodeVersion, platform, arch: architecture } = process;
const version = versionInfo({ version: '0.0.0', nodeVersion, platform, architecture });

function start(name: string): Promise<ControlPlane> {
  const texts = { dataDir: join(directory, name), port: '0', logLevel: 'error' };
  const written = new Map(Object.entries(texts).map(([key, text]) => [key, { text, origin: key }]));
  const settings = resolveSettings(written as Parameters<typeof resolveSettings>[0]);
  return startControlPlane(settings, version, () => new RemoteStorage(store));
}

const one = await start('one');
await cp(join(directory, 'one', 'pki'), join(directory, 'two', 'pki'), { recursive: true });
const two = await start('two');
after(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const kubeconfig = parse(await readFile(one.kubeconfigPath, 'utf8'));
const pem = (data: string) => Buffer.from(data, 'base64').toString();
const ca = pem(kubeconfig.clusters[0].cluster['certificate-authority-data']);
const administrator: Credentials = {
  ca,
  cert: pem(kubeconfig.users[0].user['client-certificate-data']),
  key: pem(kubeconfig.users[0].user['client-key-data']),
};
const CORE = '/api/v1/namespaces/default';
const WATCH = `${CORE}/configmaps?watch=1`;

async function asAdministrator(plane: ControlPlane, method: string, path: string, body?: object): Promise<any> {
  const { status, text } = await ask(plane.url + path, administrator, { method, body });
  assert.ok(status < 300, text);
  return JSON.parse(text);
}

const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** What somebody does at the other control plane. */
async function getAtTwo(options: Ask): Promise<Answer['status']> {
  return (await ask(`${two.url}${CORE}/configmaps`, { ca }, options)).status;
}

class Watching {
  isOpen = true;
  #seen = '';
  #news = Promise.withResolvers<void>();
  readonly #response: IncomingMessage;

  private constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding('utf8').on('data', (text) => {
      this.#seen += text;
      this.#wake();
    });
    response.on('close', () => {
      this.isOpen = false;
      this.#wake();
    });
  }

  static async at(plane: ControlPlane, credentials: Partial<Credentials>, options: Ask = {}): Promise<Watching> {
    const sent = request(plane.url + WATCH, { ...credentials, ...options, agent: false }).end();
    const [response] = await once(sent, 'response');
    assert.equal(response.statusCode, 200);
    return new Watching(response);
  }

  async sees(name: string): Promise<void> {
    while (!this.#seen.includes(`"name":"${name}"`)) {
      assert.ok(this.isOpen, `it ended before it saw ${name}`);
      await this.#news.promise;
    }
  }

  close(): void {
    this.#response.destroy();
  }

  #wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}

/**
 * A second, told by what happens meanwhile: each step is a pause and a write at one control plane that somebody sees at
 * the other, so that a slow machine makes all of it slow.
 */
const STEPS = 100;
const PAUSE = 10;

let writes = 0;
const kept = await Watching.at(two, administrator);
after(() => kept.close());

async function withinASecond(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let step = 0; step < STEPS; step++) {
    if (await holds()) return;
    const name = `write-${++writes}`;
    await asAdministrator(one, 'POST', `${CORE}/configmaps`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
    });
    await kept.sees(name);
    await delay(PAUSE);
  }
  assert.fail(`${what}: not within a second`);
}

/** A service account that may look around, and a token of it. */
async function newToken(name: string): Promise<string> {
  await asAdministrator(one, 'POST', `${CORE}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  });
  await asAdministrator(one, 'POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  });
  const { status } = await asAdministrator(one, 'POST', `${CORE}/serviceaccounts/${name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  });
  return status.token;
}

describe('at the other control plane, within a second, requests are refused and a watch ends', () => {
  const cases: readonly (readonly [what: string, name: string, takeBack: (token: string) => Promise<unknown>])[] = [
    [
      'when a token is revoked',
      'revoked',
      (token) => {
        const { jti: id } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
        return asAdministrator(one, 'POST', '/apis/allium.dev/v1alpha1/credentialrevocations', {
          apiVersion: 'allium.dev/v1alpha1',
          kind: 'CredentialRevocation',
          metadata: { name: 'revoked' },
          spec: { token: { id } },
        });
      },
    ],
    [
      'when everything that an account holds is revoked',
      'all',
      () =>
        asAdministrator(one, 'POST', '/apis/allium.dev/v1alpha1/credentialrevocations', {
          apiVersion: 'allium.dev/v1alpha1',
          kind: 'CredentialRevocation',
          metadata: { name: 'all' },
          spec: { subject: { serviceAccount: { namespace: 'default', name: 'all' } } },
        }),
    ],
    ['when its account is deleted', 'deleted', () => asAdministrator(one, 'DELETE', `${CORE}/serviceaccounts/deleted`)],
  ];
  for (const [what, name, takeBack] of cases) {
    test(what, async () => {
      const token = await newToken(name);
      await withinASecond('the rights', async () => (await getAtTwo(bearing(token))) === 200);
      const ending = await Watching.at(two, { ca }, bearing(token));
      await takeBack(token);
      await withinASecond('the refusal', async () => (await getAtTwo(bearing(token))) === 401);
      await withinASecond('the end of the watch', () => !ending.isOpen);
      assert.equal(await getAtTwo(bearing(token)), 401);
      assert.ok(kept.isOpen);
    });
  }
});
