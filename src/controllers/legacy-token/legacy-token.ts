/**
 * Fills secrets of type `kubernetes.io/service-account-token`, and deletes them with their account. No such secret is
 * ever made here: who wants a token that does not expire has to ask for it.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#token-controller
 */
import type { KubeObject } from '../../api/object.ts';
import { TOKEN_SECRET_TYPE } from '../../api/token-secret.ts';
import { type Controller, type ControllerPorts, logFailures, unlessGone } from '../controller.ts';
import { nameOf, type ObjectChange, type ObjectResource, type StoredObject, targetOf } from '../objects.ts';
import type { TrustBundle } from '../root-ca/root-ca.ts';
import { WorkQueue } from '../work-queue.ts';
import { accountOf, filled } from './token-secret.ts';

export const LEGACY_TOKEN_CONTROLLER = 'tokens-controller';

export interface LegacyTokenOptions extends ControllerPorts {
  readonly trusted: TrustBundle;
  /** A token that is good as long as the secret of this name holds it. */
  issue(account: { namespace: string; name: string; uid: string }, secret: string): Promise<string>;
}

const CONCURRENCY = 2;

export class LegacyTokenController implements Controller {
  readonly name = LEGACY_TOKEN_CONTROLLER;
  readonly #options: LegacyTokenOptions;
  readonly #secrets: ObjectResource;
  readonly #accounts: ObjectResource;
  /** Keys of secrets. */
  readonly #queue: WorkQueue<string>;
  #watches: (() => void)[] = [];

  constructor(options: LegacyTokenOptions) {
    this.#options = options;
    this.#secrets = options.objects.resource('', 'secrets');
    this.#accounts = options.objects.resource('', 'serviceaccounts');
    this.#queue = new WorkQueue<string>({
      clock: options.clock,
      concurrency: CONCURRENCY,
      process: (key) => unlessGone(() => this.#reconcile(key)),
      onFailure: logFailures(this.name, options.log),
    });
  }

  start(): void {
    const { objects } = this.#options;
    const onSecret = ({ type, current }: ObjectChange) => {
      if (type !== 'DELETED') this.#add(current);
    };
    // An account that comes makes secrets useful, one that goes makes them useless.
    const onAccount = ({ type, current }: ObjectChange) => {
      if (type === 'MODIFIED') return;
      const { namespace } = nameOf(this.#accounts, current.key);
      for (const secret of objects.list(this.#secrets, namespace)) this.#add(secret);
    };
    this.#watches = [objects.watch(this.#secrets, onSecret), objects.watch(this.#accounts, onAccount)];
    this.#options.trusted.onChange(() => this.#addAll());
    this.#addAll();
    this.#queue.start();
  }

  stop(): Promise<void> {
    for (const stop of this.#watches) stop();
    return this.#queue.stop();
  }

  #addAll(): void {
    for (const secret of this.#options.objects.list(this.#secrets)) this.#add(secret);
  }

  /** Nearly all secrets are of other types: they are not even parsed. */
  #add({ key, bytes }: StoredObject): void {
    if (bytes.includes(TOKEN_SECRET_TYPE)) this.#queue.add(key);
  }

  async #reconcile(key: string): Promise<void> {
    const { namespace, name } = nameOf(this.#secrets, key);
    const secret = this.#options.objects.find(this.#secrets, namespace, name)?.object;
    const meant = secret && accountOf(secret);
    if (!meant || secret.metadata.deletionTimestamp !== undefined) return;
    const account = this.#options.objects.find(this.#accounts, namespace, meant.name)?.object;
    if (account && isMeant(account, meant.uid)) await this.#fill(secret, account);
    else await this.#deleteOrphan(secret, meant);
  }

  async #fill(secret: KubeObject, account: KubeObject): Promise<void> {
    // What is missing in it cannot be put in.
    if (secret.immutable === true || account.metadata.deletionTimestamp !== undefined) return;
    const { trusted, client, issue } = this.#options;
    const { namespace = '', name: secretName = '' } = secret.metadata;
    const { name = '', uid = '' } = account.metadata;
    const token = () => issue({ namespace, name, uid }, secretName);
    const complete = await filled(secret, { authority: trusted.current(), account: { name, uid }, token });
    if (complete !== secret) await client.update(targetOf(this.#secrets, namespace, secretName), complete);
  }

  /** The account is asked for once more: another server may have made it a moment ago. */
  async #deleteOrphan(secret: KubeObject, meant: { name: string; uid: string | undefined }): Promise<void> {
    const { client } = this.#options;
    const { namespace = '', name = '', uid, resourceVersion } = secret.metadata;
    const account = meant.name && (await client.find(targetOf(this.#accounts, namespace, meant.name)));
    if (account && isMeant(account, meant.uid)) return;
    await client.delete(targetOf(this.#secrets, namespace, name), { preconditions: { uid, resourceVersion } });
  }
}

function isMeant({ metadata }: KubeObject, uid: string | undefined): boolean {
  return uid === undefined || uid === '' || metadata.uid === uid;
}
