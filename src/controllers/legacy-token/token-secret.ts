/** Secrets that hold a token of a service account, and what they must say. */
import type { KubeObject } from '../../api/object.ts';
import { TOKEN_SECRET_TYPE } from '../../api/token-secret.ts';

const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const ACCOUNT_UID = 'kubernetes.io/service-account.uid';

export interface TokenSecretContent {
  /** The cluster's authorities, PEM. */
  readonly authority: string;
  readonly account: { readonly name: string; readonly uid: string };
  /** Made when the secret has none. */
  token(): Promise<string>;
}

/** The account that the secret is for; undefined when it is another kind of secret. */
export function accountOf({ type, metadata }: KubeObject): { name: string; uid: string | undefined } | undefined {
  if (type !== TOKEN_SECRET_TYPE) return undefined;
  const { annotations = {} } = metadata;
  return { name: annotations[ACCOUNT_NAME] ?? '', uid: annotations[ACCOUNT_UID] };
}

/** @returns the secret with what it lacks; the same when it lacks nothing */
export async function filled(secret: KubeObject, content: TokenSecretContent): Promise<KubeObject> {
  const { data = {}, metadata } = secret;
  const { name, uid } = content.account;
  const authority = encode(content.authority);
  const { annotations = {} } = metadata;
  const isComplete = data.token && data.namespace && data['ca.crt'] === authority && annotations[ACCOUNT_UID] === uid;
  if (isComplete) return secret;
  return {
    ...secret,
    metadata: { ...metadata, annotations: { ...annotations, [ACCOUNT_NAME]: name, [ACCOUNT_UID]: uid } },
    data: {
      ...data,
      'ca.crt': authority,
      namespace: data.namespace || encode(metadata.namespace ?? ''),
      token: data.token || encode(await content.token()),
    },
  };
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
