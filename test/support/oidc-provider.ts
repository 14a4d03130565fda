/** A real OpenID Connect provider over TLS on this host, and people who log in there. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider from 'oidc-provider';
import { ensureClusterPki } from '../../src/pki/cluster-pki.ts';
import { type Answer, ask } from './https.ts';

export interface Tokens {
  readonly idToken: string;
  readonly refreshToken: string;
}

export interface ProviderOptions {
  /** For its keys and certificates. */
  readonly directory: string;
  /** By the name that they log in with: further claims. */
  readonly people: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const CLIENT = { id: 'kubernetes', secret: 'not-a-secret' };
const REDIRECT = 'http://127.0.0.1/callback';

export class OidcProvider {
  /** What ID tokens live for, in seconds. */
  tokenLifetime = 3600;
  /** Of its TLS certificate, PEM. */
  readonly authority: string;
  readonly #options: ProviderOptions;
  readonly #server: Server;
  #port = 0;
  #handle: RequestListener = () => {};

  private constructor(options: ProviderOptions, authority: string, server: Server) {
    this.#options = options;
    this.authority = authority;
    this.#server = server;
    server.on('request', (request, response) => this.#handle(request, response));
  }

  static async start(options: ProviderOptions): Promise<OidcProvider> {
    const { authority, serving } = await ensureClusterPki({
      directory: join(options.directory, 'pki'),
      servingNames: ['127.0.0.1'],
      ports: { now: Date.now, randomBytes },
    });
    const server = createServer({ cert: serving.certificate, key: serving.privateKey });
    const provider = new OidcProvider(options, authority.certificate, server);
    await provider.up();
    await provider.rotate();
    return provider;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** At the same address as before. */
  async up(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  readonly stop = async (): Promise<void> => {
    if (this.#server.listening) await this.down();
  };

  /** Signs with a new key from now on, and forgets the one before. */
  async rotate(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'RS256', use: 'sig' };
    this.#handle = this.#provider(key).callback();
  }

  #provider(key: JWK): Provider {
    const { people } = this.#options;
    return new Provider(this.url, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          application_type: 'native',
          redirect_uris: [REDIRECT],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
      ],
      jwks: { keys: [key] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
      scopes: ['openid', 'offline_access', 'email', 'groups'],
      // In the ID token itself: the API server asks nobody for more.
      conformIdTokenClaims: false,
      findAccount: (_context: unknown, id: string) => {
        return { accountId: id, claims: async () => ({ sub: id, ...people[id] }) };
      },
      issueRefreshToken: async () => true,
      ttl: { IdToken: () => this.tokenLifetime },
      pkce: { required: () => false },
      cookies: { keys: ['test'] },
    });
  }

  /** As a browser does: the pages of the provider, filled in and sent, until it hands out a code for tokens. */
  async login(person: string): Promise<Tokens> {
    const browser = new Browser(this.authority);
    const query = new URLSearchParams({
      client_id: CLIENT.id,
      response_type: 'code',
      scope: 'openid offline_access email groups',
      prompt: 'consent',
      redirect_uri: REDIRECT,
    });
    let page = await browser.get(`${this.url}/auth?${query}`);
    page = await browser.submit(page, { prompt: 'login', login: person, password: 'any' });
    page = await browser.submit(page, { prompt: 'consent' });
    const code = new URL(page.url).searchParams.get('code');
    if (code === null) throw new Error(`no code at the end of the login: ${page.url} ${page.text}`);
    return this.#tokens({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT });
  }

  async #tokens(form: Record<string, string>): Promise<Tokens> {
    const basic = Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64');
    const answer = await ask(
      `${this.url}/token`,
      { ca: this.authority },
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${basic}` },
        body: new URLSearchParams(form).toString(),
      },
    );
    const { id_token: idToken, refresh_token: refreshToken } = JSON.parse(answer.text);
    if (idToken === undefined) throw new Error(`no token: ${answer.text}`);
    return { idToken, refreshToken };
  }
}

interface Page {
  readonly url: string;
  readonly text: string;
}

/** Follows redirects, keeps cookies, fills in forms. */
class Browser {
  readonly #authority: string;
  readonly #cookies = new Map<string, string>();

  constructor(authority: string) {
    this.#authority = authority;
  }

  get(url: string): Promise<Page> {
    return this.#visit(url, 'GET');
  }

  /** Sends the form of a page. */
  submit(page: Page, fields: Record<string, string>): Promise<Page> {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1];
    if (action === undefined) throw new Error(`no form at ${page.url}: ${page.text}`);
    return this.#visit(new URL(action, page.url).href, 'POST', new URLSearchParams(fields).toString());
  }

  async #visit(url: string, method: string, body?: string): Promise<Page> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await ask(url, { ca: this.#authority }, { method, headers, body });
    this.#keep(answer);
    const { location } = answer.headers;
    if (location === undefined) return { url, text: answer.text };
    const next = new URL(location, url).href;
    return next.startsWith(REDIRECT) ? { url: next, text: '' } : this.get(next);
  }

  #keep({ headers }: Answer): void {
    for (const line of headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') this.#cookies.delete(name!);
      else this.#cookies.set(name!, value!);
    }
  }
}
