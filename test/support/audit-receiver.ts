/** A webhook that takes audit events, and fails as a test says. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ClientAuthority } from './client-authority.ts';

/** What it does with events: it takes them unless this says otherwise. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => void;

export class AuditReceiver {
  /** Of all that it has taken. */
  readonly events: any[] = [];
  /** The events' texts, as they came. */
  readonly texts: string[] = [];
  misbehave: Misbehaviour | undefined;
  readonly #server: Server;
  #attempts = 0;

  private constructor(authority: ClientAuthority) {
    const { certificate: cert, privateKey: key } = authority.server();
    this.#server = createServer({ cert, key }, (request, response) => void this.#take(request, response));
  }

  static async open(authority: ClientAuthority): Promise<AuditReceiver> {
    const receiver = new AuditReceiver(authority);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  /** How often it was called, taken or not. */
  get attempts(): number {
    return this.#attempts;
  }

  async writeKubeconfig(path: string, authority: ClientAuthority): Promise<void> {
    const server = `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}/events`;
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'audit', cluster: { server, 'certificate-authority': authority.file } }],
      users: [{ name: 'allium', user: {} }],
      contexts: [{ name: 'audit', context: { cluster: 'audit', user: 'allium' } }],
      'current-context': 'audit',
    };
    await writeFile(path, JSON.stringify(kubeconfig));
  }

  readonly close = (): void => {
    this.#server.closeAllConnections();
    this.#server.close();
  };

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#attempts += 1;
    if (this.misbehave) return this.misbehave(request, response);
    await this.keep(request);
    response.end();
  }

  /** Keeps what it is sent. */
  async keep(request: IncomingMessage): Promise<void> {
    const body = await text(request);
    this.texts.push(body);
    this.events.push(...JSON.parse(body).items);
  }
}
