/** An issuer in memory: its documents, its keys and its tokens. */
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { ManualClock } from '../../util/clock.ts';
import type { JwtAuthenticatorConfiguration } from './configuration.ts';
import type { Expression, Expressions } from './expressions.ts';
import { OidcAuthenticator } from './oidc.ts';

export const ISSUER = 'https://issuer.example';
export const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1000;

export interface KeyOptions {
  readonly kid?: string;
  readonly alg?: string;
}

/** Documents by address; what is not there cannot be reached. */
export class TestIssuer {
  readonly documents = new Map<string, string>();
  /** Nothing is answered before. */
  before: Promise<void> = Promise.resolve();
  readonly url: string;
  #key!: CryptoKey;
  #header!: { alg: string; kid?: string };

  private constructor(url: string) {
    this.url = url;
    this.publish(`${url}/.well-known/openid-configuration`, { issuer: url, jwks_uri: `${url}/keys` });
  }

  static async open(options?: KeyOptions & { readonly url?: string }): Promise<TestIssuer> {
    const issuer = new TestIssuer(options?.url ?? ISSUER);
    issuer.serve([await issuer.newKey(options)]);
    return issuer;
  }

  /** From now on tokens are signed with another key. @returns its public part */
  async newKey({ kid, alg = 'RS256' }: KeyOptions = {}): Promise<JWK> {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    this.#key = privateKey;
    this.#header = { alg, ...(kid !== undefined && { kid }) };
    return { ...(await exportJWK(publicKey)), alg, use: 'sig', ...(kid !== undefined && { kid }) };
  }

  serve(keys: readonly JWK[]): void {
    this.publish(`${this.url}/keys`, { keys });
  }

  publish(address: string, document: unknown): void {
    this.documents.set(address, typeof document === 'string' ? document : JSON.stringify(document));
  }

  /** Good for an hour from NOW on, unless the claims say otherwise. */
  token(
    claims: Readonly<Record<string, unknown>> = {},
    header: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const iat = NOW / SECOND;
    const all = { iss: this.url, aud: 'kubernetes', sub: 'jane', iat, exp: iat + 3600, ...claims };
    return new SignJWT(all).setProtectedHeader({ ...this.#header, ...header } as { alg: string }).sign(this.#key);
  }

  readonly fetch = async (address: string): Promise<Buffer> => {
    await this.before;
    const document = this.documents.get(address);
    if (document === undefined) throw new Error(`cannot fetch ${address}`);
    return Buffer.from(document);
  };
}

const NONE = { claim: '', expression: '' };

export function configured(
  changes: {
    readonly issuer?: Partial<JwtAuthenticatorConfiguration['issuer']>;
    readonly claimMappings?: Partial<JwtAuthenticatorConfiguration['claimMappings']>;
    readonly claimValidationRules?: readonly {
      claim?: string;
      requiredValue?: string;
      expression?: string;
      message?: string;
    }[];
    readonly userValidationRules?: JwtAuthenticatorConfiguration['userValidationRules'];
  } = {},
): JwtAuthenticatorConfiguration {
  return {
    issuer: {
      url: ISSUER,
      discoveryURL: '',
      certificateAuthority: '',
      audiences: ['kubernetes'],
      audienceMatchPolicy: '',
      egressSelectorType: '',
      ...changes.issuer,
    },
    claimMappings: {
      username: { claim: 'sub', prefix: 'oidc:', expression: '' },
      groups: { claim: 'groups', prefix: 'oidc:', expression: '' },
      uid: NONE,
      extra: [],
      ...changes.claimMappings,
    },
    claimValidationRules: (changes.claimValidationRules ?? []).map((rule) => {
      return { claim: '', requiredValue: '', expression: '', message: '', ...rule };
    }),
    userValidationRules: changes.userValidationRules ?? [],
  };
}

/** Expressions that are functions of JavaScript, by their text. */
export function fakeExpressions(functions: Readonly<Record<string, (input: any) => unknown>> = {}): Expressions {
  const compile = (text: string): Expression => ({
    evaluate: (input) => functions[text]!(input),
    mentions: () => false,
  });
  return { mapping: compile, claimRule: compile, userRule: compile };
}

export interface Opened {
  readonly authenticator: OidcAuthenticator;
  readonly clock: ManualClock;
  /** Why tokens were refused. */
  readonly refusals: string[];
  readonly fetches: ('keys' | 'failure')[];
  ask(token: string, audiences?: readonly string[]): ReturnType<OidcAuthenticator['authenticate']>;
}

/** An authenticator whose issuers' keys have been fetched, or could not be. */
export async function open(
  issuers: readonly TestIssuer[],
  configurations: readonly JwtAuthenticatorConfiguration[] = [configured()],
  expressions: Expressions = fakeExpressions(),
): Promise<Opened> {
  const clock = new ManualClock(NOW);
  const refusals: string[] = [];
  const fetches: Opened['fetches'] = [];
  const authenticator = new OidcAuthenticator({
    clock,
    expressions,
    algorithms: ['RS256', 'ES256'],
    apiAudiences: ['api'],
    fetch: (address) => issuers.find(({ url }) => address.startsWith(`${url}/`))!.fetch(address),
    onFetch: (_issuer, outcome) => fetches.push(outcome instanceof Error ? 'failure' : 'keys'),
    onReject: (_issuer, reason) => refusals.push(reason),
  });
  authenticator.configure(configurations);
  await settled();
  const ask: Opened['ask'] = (token, audiences) =>
    authenticator.authenticate({ headers: { authorization: `Bearer ${token}` } } as never, audiences);
  return { authenticator, clock, refusals, fetches, ask };
}

/** Resolves when all fetches have been answered. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
