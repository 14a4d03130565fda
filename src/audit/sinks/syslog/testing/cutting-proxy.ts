/** A thread that passes connections on to a port and resets each of them after a while. Tells its own port. */
import { type AddressInfo, connect, createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const MOST_BYTES = 50_000;

const proxy = createServer((near) => {
  const far = connect(workerData, '127.0.0.1');
  let bytes = 0;
  near.on('data', (data) => {
    bytes += data.length;
    if (bytes < MOST_BYTES) return void far.write(data);
    far.destroy();
    near.resetAndDestroy();
  });
  far.on('data', (data) => near.write(data));
  for (const socket of [near, far]) socket.on('error', () => {});
});
proxy.listen(0, '127.0.0.1', () => parentPort!.postMessage((proxy.address() as AddressInfo).port));
