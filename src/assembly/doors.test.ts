import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { resolveSettings } from '../config/resolve.ts';
import type { SettingName } from '../config/settings.ts';
import { ensureClusterPki } from '../pki/cluster-pki.ts';
import { Issuer } from '../pki/issuer.ts';
import type { TlsMaterial } from '../server/listener/listener.ts';
import { ManualClock } from '../util/clock.ts';
import { Doors } from './doors.ts';

const ports = { now: Date.now, randomBytes };
const issuer = new Issuer(ports);
const [first, second] = [issuer.selfSigned('first'), issuer.selfSigned('second')];

async function open(t: TestContext, flags: Partial<Record<SettingName, string>> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'allium-doors-'));
  t.after(() => rm(directory, { recursive: true }));
  const bundle = join(directory, 'proxies.crt');
  await writeFile(bundle, first.certificate);
  const pki = await ensureClusterPki({ directory: join(directory, 'pki'), servingNames: ['localhost'], ports });
  const written = Object.entries({ requestheaderClientCaFile: bundle, ...flags }).map(
    ([name, text]) => [name as SettingName, { text, origin: `--${name}` }] as const,
  );
  const doors = await Doors.open(resolveSettings(new Map(written)), pki);
  const clock = new ManualClock();
  const [applied, errors]: [TlsMaterial[], string[]] = [[], []];
  const kept = doors.keepCurrent({
    loadPki: async () => pki,
    setTls: (tls) => applied.push(tls),
    bundleFiles: [join(directory, 'pki', 'ca.crt')],
    interval: 60_000,
    clock,
    onError: (error) => errors.push((error as Error).message),
  });
  t.after(() => kept.stop());
  let changes = 0;
  doors.onChange(() => {
    changes++;
  });
  /** Lets time pass until something has been applied or has failed. */
  const until = async (isDone: () => boolean) => {
    for (let attempt = 0; !isDone(); attempt++) {
      assert.ok(attempt < 2000, 'nothing happens');
      clock.advance(1000);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  return { doors, pki, bundle, applied, errors, until, changes: () => changes };
}

const subjects = ({ certificates }: Doors['frontProxies']) => certificates.map(({ subject }) => subject);

test('clients are asked for certificates of users and of front proxies', async (t) => {
  const { doors, pki } = await open(t);
  assert.deepEqual(doors.tls.clientAuthorities, [pki.authority.certificate, first.certificate]);
  assert.deepEqual(subjects(doors.frontProxies), ['CN=first']);
  assert.deepEqual(subjects(doors.clients), ['CN=kubernetes']);
});

test('authorities that change count from then on, and are told', async (t) => {
  const { doors, bundle, applied, until, changes } = await open(t);
  await writeFile(bundle, second.certificate);
  await until(() => applied.length > 0);
  assert.deepEqual(subjects(doors.frontProxies), ['CN=second']);
  assert.ok(applied[0]!.clientAuthorities.includes(second.certificate));
  assert.equal(changes(), 1);
});

test('authorities that cannot be read change nothing', async (t) => {
  const { doors, bundle, applied, errors, until } = await open(t);
  await writeFile(bundle, 'half writt');
  await until(() => errors.length > 0);
  assert.match(errors[0]!, /holds no PEM certificate/);
  assert.deepEqual(subjects(doors.frontProxies), ['CN=first']);
  assert.deepEqual(applied, []);
});

test('TOB-K8S: an authority that comes to certify both is refused, where front proxies have no names', async (t) => {
  const { doors, pki, bundle, errors, until } = await open(t, { requestheaderAllowedNames: '' });
  await writeFile(bundle, first.certificate + pki.authority.certificate);
  await until(() => errors.length > 0);
  assert.match(errors[0]!, /contain overlapping certificates/);
  assert.deepEqual(subjects(doors.frontProxies), ['CN=first']);
});
