/** The process that makes the load. */
import { answerCalls } from '../lib/child.ts';
import type { Credentials } from '../lib/credentials.ts';
import { percentile } from '../lib/statistics.ts';
import { type Client, type Endpoint, openSocket } from './client.ts';
import { Http1Client } from './http1.ts';
import { Http2Client } from './http2.ts';
import { instantiate, requestsOf, type Template } from './template.ts';

export interface OpenArguments {
  /** A name for these connections. */
  readonly pool: string;
  readonly endpoint: Endpoint;
  readonly clients: number;
}

export interface RunArguments {
  readonly pool: string;
  readonly template: Template;
  /** The first `{n}`. */
  readonly first: number;
  readonly limit: number;
  readonly milliseconds: number;
}

export interface Slice {
  readonly requests: number;
  readonly seconds: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface WatchArguments {
  readonly endpoint: Endpoint;
  readonly watches: number;
  readonly watchesPerConnection: number;
  readonly watch: Template;
  /** Makes one event. */
  readonly write: Template;
  readonly first: number;
  readonly events: number;
}

let credentials: Credentials;
const pools = new Map<string, Client[]>();

async function connect(endpoint: Endpoint): Promise<Client> {
  const socket = await openSocket(endpoint, credentials);
  return endpoint.protocol === 'h1' ? new Http1Client(socket) : new Http2Client(socket);
}

async function run({ pool, template, first, limit, milliseconds }: RunArguments): Promise<Slice> {
  const latencies: number[] = [];
  const started = performance.now();
  let n = first;
  const work = async (client: Client, index: number) => {
    const request = requestsOf(template, index);
    while (n < first + limit && performance.now() - started < milliseconds) {
      const next = request(n++);
      const sent = performance.now();
      await client.send(next);
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(pools.get(pool)!.map(work));
  const seconds = (performance.now() - started) / 1000;
  return { requests: latencies.length, seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

/** Counts frames; `all` tells when every watch has had its next one. */
class Deliveries {
  #missing = 0;
  #done: PromiseWithResolvers<void> | undefined;

  readonly onFrames = (frames: number) => {
    this.#missing -= frames;
    if (this.#missing <= 0) this.#done?.resolve();
  };

  all(frames: number): Promise<void> {
    this.#missing += frames;
    this.#done = Promise.withResolvers();
    return this.#done.promise;
  }
}

async function openWatches({ endpoint, watches, watchesPerConnection, watch }: WatchArguments, deliveries: Deliveries) {
  const clients: Client[] = [];
  for (let opened = 0; opened < watches; opened += watchesPerConnection) {
    const client = await connect(endpoint);
    clients.push(client);
    for (let i = 0; i < Math.min(watchesPerConnection, watches - opened); i++) {
      client.watch(instantiate(watch, clients.length, opened + i), deliveries.onFrames);
    }
  }
  return clients;
}

const SETTLE_MILLISECONDS = 300;

/** One write after the other, each when all watches have told of the one before. */
async function fanOut(options: WatchArguments): Promise<Slice> {
  const deliveries = new Deliveries();
  const clients = await openWatches(options, deliveries);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
  const writer = await connect(options.endpoint);
  const latencies: number[] = [];
  const started = performance.now();
  for (let event = 0; event < options.events; event++) {
    const sent = performance.now();
    const delivered = deliveries.all(options.watches);
    await Promise.all([writer.send(instantiate(options.write, 0, options.first + event)), delivered]);
    latencies.push(performance.now() - sent);
  }
  const seconds = (performance.now() - started) / 1000;
  for (const client of [...clients, writer]) client.close();
  const requests = options.events * options.watches;
  return { requests, seconds, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}

const procedures = {
  useCredentials(wanted: Credentials): void {
    credentials = wanted;
  },
  async open({ pool, endpoint, clients }: OpenArguments): Promise<void> {
    pools.set(pool, await Promise.all(Array.from({ length: clients }, () => connect(endpoint))));
  },
  close(pool: string): void {
    for (const client of pools.get(pool)!) client.close();
    pools.delete(pool);
  },
  run,
  fanOut,
};

export type LoadProcedures = typeof procedures;
answerCalls(procedures);
