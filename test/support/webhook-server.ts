/** A webhook over TLS that answers as a test says, and keeps what it was asked. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ClientAuthority } from './client-authority.ts';

export type Reply = (review: any, response: ServerResponse) => void;

export class WebhookServer {
  readonly asked: any[] = [];
  reply: Reply = (_review, response) => response.end();
  readonly #server: Server;

  private constructor(authority: ClientAuthority) {
    const { certificate: cert, privateKey: key } = authority.server();
    this.#server = createServer({ cert, key }, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const review = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      this.asked.push(review);
      this.reply(review, response);
    });
  }

  static async open(authority: ClientAuthority): Promise<WebhookServer> {
    const webhook = new WebhookServer(authority);
    webhook.#server.listen(0, '127.0.0.1');
    await once(webhook.#server, 'listening');
    return webhook;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** As --authorization-webhook-config-file and its like want it. */
  async writeKubeconfig(path: string, authority: ClientAuthority): Promise<void> {
    const cluster = { server: `${this.url}/review`, 'certificate-authority': authority.file };
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'hook', cluster }],
      users: [{ name: 'allium', user: {} }],
      contexts: [{ name: 'hook', context: { cluster: 'hook', user: 'allium' } }],
      'current-context': 'hook',
    };
    await writeFile(path, JSON.stringify(kubeconfig));
  }

  readonly close = (): void => {
    this.#server.closeAllConnections();
    this.#server.close();
  };
}
