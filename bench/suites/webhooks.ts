/**
 * Creating an object that validating webhooks are asked about, in process, against a bare HTTPS round trip to the same
 * webhook with a review of the same size, in turns: how many round trips a creation takes longer than one that nobody is
 * asked about. Those that are asked at once should take little more than one; the webhook has one processor for all.
 */
import { Agent, request } from 'node:https';
import { VALIDATING, WebhookBench } from '../../src/assembly/testing-webhooks.ts';
import { Case, inTurns } from '../lib/case.ts';
import { Child } from '../lib/child.ts';
import type { Suite } from '../lib/report.ts';
import { median, percentile } from '../lib/statistics.ts';
import { count, milliseconds } from '../lib/table.ts';
import type { HookProcedures } from '../servers/hook.ts';

const WEBHOOKS = [0, 1, 5] as const;
const SLICE = 20;
const COLLECTION = '/api/v1/namespaces/default/configmaps';
const data = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`key-${i}`, 'some value']));
const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

/** @param review as Allium sends it */
function roundTrip(url: string, authority: string, review: string, agent: Agent): Promise<void> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(review) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, ca: authority, headers }, async (response) => {
      await response.toArray();
      resolve();
    });
    sent.on('error', reject).end(review);
  });
}

function creation(bench: WebhookBench): () => Promise<void> {
  let created = 0;
  return async () => {
    const { status, text } = await bench.api.call('POST', COLLECTION, configMap(`c-${++created}`));
    if (status !== 201) throw new Error(text);
  };
}

/** A review of the object, for the bare round trip. */
async function reviewOf(bench: WebhookBench): Promise<string> {
  let seen = '';
  const server = await bench.serve((review, _request, response) => {
    seen = JSON.stringify(review);
    const { apiVersion, kind, request: asked } = review;
    response.end(JSON.stringify({ apiVersion, kind, response: { uid: asked.uid, allowed: true } }));
  });
  const remove = await bench.configure(VALIDATING, [bench.hook(server)]);
  await bench.api.call('POST', COLLECTION, configMap('seen'));
  await remove();
  return seen;
}

async function configure(bench: WebhookBench, url: string, webhooks: number): Promise<void> {
  const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }];
  for (let i = 0; i < webhooks; i++) {
    await bench.configure(VALIDATING, [bench.hook({ url }, { name: `hook-${i}.example.com`, rules })]);
  }
}

const HEADER = ['what', 'median', 'p99', 'processor time', 'more, in round trips', 'of processor time'];

export const webhooksSuite: Suite = async (run) => {
  const slices = run.quick ? 4 : 50;
  const hook = new Child<HookProcedures>('servers/hook.ts');
  const benches = await Promise.all(WEBHOOKS.map(() => WebhookBench.open()));
  const agent = new Agent({ keepAlive: true });
  try {
    const cases: Case[] = [];
    for (const [index, bench] of benches.entries()) {
      const url = `https://127.0.0.1:${await hook.call('start', bench.pki.serving)}`;
      if (index === 0) {
        const review = await reviewOf(bench);
        const { certificate } = bench.pki.authority;
        cases.push(new Case('a bare round trip', SLICE, () => roundTrip(`${url}/review`, certificate, review, agent)));
      }
      await configure(bench, url, WEBHOOKS[index]!);
      cases.push(new Case(`a creation, ${WEBHOOKS[index]} webhooks asked`, SLICE, creation(bench)));
    }
    run.progress(`${count(slices * SLICE)} times each, in turns`);
    await inTurns(cases, slices);
    const records = cases.map(({ name, times, processorTime }) => {
      return { name, median: median(times), p99: percentile(times, 0.99), processorTime };
    });
    const [bare, none] = records;
    const rows = records.map(({ name, median: typical, p99, processorTime: spent }, index) => {
      const compared = [(typical - none!.median) / bare!.median, (spent - none!.processorTime) / bare!.processorTime];
      const shown = index < 2 ? ['', ''] : compared.map((ratio) => ratio.toFixed(1));
      return [name, milliseconds(typical), milliseconds(p99), milliseconds(spent), ...shown];
    });
    return [{ title: 'Creating a ConfigMap under validating webhooks', header: HEADER, rows, records }];
  } finally {
    agent.destroy();
    await Promise.all([hook.end(), ...benches.map((bench) => bench.close())]);
  }
};
