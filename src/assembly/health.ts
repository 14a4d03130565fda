/** What `/livez` and `/readyz` look at. */
import { type HealthCheck, ping, type ShutdownCheck, StartCheck } from '../server/readiness.ts';
import type { HealthChecks } from '../server/routes/health/health.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * They pass once there is what a cluster has on day one: nobody is denied what a default role grants. And
 * nobody is denied because an authorizer has not yet seen what is stored.
 */
export function dayOneChecks(): readonly StartCheck[] {
  return ['bootstrap-controller', 'rbac/bootstrap-roles', 'authorizers-synced'].map((step) => new StartCheck(step));
}

export function healthChecks(storage: Storage, further: readonly HealthCheck[], shutdown: ShutdownCheck): HealthChecks {
  const alive = [ping, storageCheck(storage)];
  return { livez: alive, readyz: [...alive, ...further, shutdown] };
}

/**
 * Threat: a revocation that a damaged store has made unreadable is not in force. The server that knows it says so,
 * instead of letting in whom it should refuse without anybody's notice.
 */
export function revocationsCheck(unreadable: () => ReadonlySet<string>): HealthCheck {
  return {
    name: 'revocations',
    check() {
      const keys = [...unreadable()];
      if (keys.length > 0) throw new Error(`${keys.length} cannot be read and are not in force, ${keys[0]} among them`);
    },
  };
}

function storageCheck(storage: Storage): HealthCheck {
  return {
    name: 'etcd',
    async check() {
      // Whatever is there: what counts is that the store answers.
      await storage.get('/registry/health');
    },
  };
}
