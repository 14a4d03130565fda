/** Certificates that renew themselves while they are in use. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type PeerCertificate } from 'node:tls';
import { parse } from 'yaml';
import { ControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/expect.ts';
import { ask, askHttp2, type Credentials, connectHttp2 } from '../support/https.ts';

const LIFETIME_SECONDS = 15;
const plane = await ControlPlane.start({ flags: [`--certificate-validity-period=${LIFETIME_SECONDS}s`] });
after(plane.stop);

/** What is in the administrator's kubeconfig now. */
async function kubeconfig(): Promise<Required<Credentials>> {
  const { clusters, users } = parse(await readFile(plane.kubeconfig, 'utf8'));
  const decode = (base64: string) => Buffer.from(base64, 'base64').toString();
  return {
    ca: decode(clusters[0].cluster['certificate-authority-data']),
    cert: decode(users[0].user['client-certificate-data']),
    key: decode(users[0].user['client-key-data']),
  };
}

async function served(): Promise<PeerCertificate> {
  const { hostname, port } = new URL(plane.url);
  const socket = connect({ host: hostname, port: Number(port), ca: plane.credentials.ca });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}

test('the serving and the administrator’s certificate are replaced before they expire', async () => {
  const firstServed = await served();
  const first = await kubeconfig();
  const session = await connectHttp2(plane.url, first);
  after(() => session.destroy());
  const onFirst = async () => (await askHttp2(session, '/api/v1/namespaces')).status;
  assert.equal(await onFirst(), 200);

  const expired = () => Date.now() > new X509Certificate(first.cert).validToDate.getTime();
  while (!expired()) {
    assert.equal((await ask(`${plane.url}/api/v1/namespaces`, await kubeconfig())).status, 200);
    await delay(100);
  }
  const second = await kubeconfig();
  assert.notEqual(second.cert, first.cert);
  assert.equal(second.ca, first.ca);
  assert.notEqual((await served()).serialNumber, firstServed.serialNumber);
  assert.equal((await ask(`${plane.url}/api/v1/namespaces`, second)).status, 200);
  // A connection does not outlive the certificate that it was opened with.
  await eventually(async () => assert.equal(await onFirst(), 401));
});
