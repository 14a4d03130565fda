import type { Authentication } from '../../authentication/authenticator.ts';
import { Counter } from './counter.ts';
import type { MetricFamily } from './family.ts';

/** Told one by one; all others are one. */
const KNOWN_USERS: ReadonlySet<string> = new Set([
  'admin',
  'client',
  'kube_proxy',
  'kubelet',
  'system:serviceaccount:kube-system:default',
]);

const RESULTS: Readonly<Record<Authentication['outcome'], string>> = {
  authenticated: 'success',
  reject: 'error',
  'no-opinion': 'failure',
};

/** Who gets in and who does not. */
export class AuthenticationMetrics {
  readonly #attempts = new Counter<{ readonly result: string }>(
    'authentication_attempts',
    'Counter of authenticated attempts.',
  );
  readonly #users = new Counter<{ readonly username: string }>(
    'authenticated_user_requests',
    'Counter of authenticated requests broken out by username.',
  );

  readonly note = (found: Authentication): void => {
    this.#attempts.add({ result: RESULTS[found.outcome] });
    if (found.outcome === 'authenticated') this.#users.add({ username: shownName(found.user.name) });
  };

  families(): MetricFamily[] {
    return [this.#attempts.family(), this.#users.family()];
  }
}

/** Threat: names are for no metric, and there are any number of them. */
function shownName(name: string): string {
  if (KNOWN_USERS.has(name)) return name;
  return name.includes('@') ? 'email_id' : 'other';
}
