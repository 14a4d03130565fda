import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { JoinedBuffers } from '../../request/body-pieces.ts';
import type { ApiRequest } from '../../request/http.ts';
import { authority, Harness } from './test-support.ts';
import type { ClientOrder } from './testing/client.ts';

const ROUNDS = 100;
const MEBIBYTE = 2 ** 20;

/** How many bytes each answer had. @throws what ended the client */
async function askOnOneConnection(port: number): Promise<number[]> {
  const order: ClientOrder = { port, ca: authority.certificate, rounds: ROUNDS, bodyBytes: 500_000 };
  const client = new Worker(new URL('./testing/client.ts', import.meta.url), { workerData: order });
  const sizes: number[] = [];
  client.on('message', (size) => sizes.push(size));
  await once(client, 'exit');
  return sizes;
}

/**
 * Node stops reading a connection on which the answer before is not wholly written, and takes what comes in spite of that
 * for an error of the client. Over TLS, a long request that follows a long answer at once is such a thing.
 */
for (const size of [50_000, 300_000, MEBIBYTE]) {
  for (const inPieces of [false, true]) {
    const what = inPieces ? 'brought together while it is sent' : 'in one buffer';
    test(`a long request may follow an answer of ${size} bytes, ${what}, on the same connection`, async (t) => {
      const bytes = Buffer.alloc(size, 'x');
      const parts = [bytes.subarray(0, size / 4), bytes.subarray(size / 4)];
      const harness = await Harness.start(async (request: ApiRequest) => {
        await request.body(MEBIBYTE);
        return { status: 200, headers: {}, body: inPieces ? new JoinedBuffers(parts) : bytes };
      });
      t.after(() => harness.stop());
      assert.deepEqual(await askOnOneConnection(harness.port), Array(ROUNDS).fill(size));
    });
  }
}
