import type { ApiRequest, ApiResponse } from '../../../request/http.ts';
import type { HealthCheck } from '../../readiness.ts';

export interface HealthChecks {
  readonly livez: readonly HealthCheck[];
  readonly readyz: readonly HealthCheck[];
}

export interface HealthOptions extends HealthChecks {
  /** Told why checks failed: clients of the combined endpoints are not. */
  onFailure(endpoint: string, failures: readonly { readonly check: string; readonly error: unknown }[]): void;
}

interface Outcome {
  readonly name: string;
  readonly state: 'ok' | 'excluded' | 'failed';
  readonly error?: unknown;
  /** Of one that is ok. */
  readonly warning?: string;
}

const LINES: Record<Outcome['state'], (outcome: Outcome) => string> = {
  ok: ({ name, warning }) => `[+]${name} ok${warning === undefined ? '' : `, but ${warning}`}\n`,
  excluded: ({ name }) => `[+]${name} excluded: ok\n`,
  failed: ({ name }) => `[-]${name} failed: reason withheld\n`,
};

function text(status: number, body: string): ApiResponse {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return { status, headers, body: Buffer.from(body) };
}

async function run(check: HealthCheck, excluded: boolean): Promise<Outcome> {
  const { name } = check;
  if (excluded) return { name, state: 'excluded' };
  try {
    const warning = await check.check();
    return { name, state: 'ok', ...(warning && { warning }) };
  } catch (error) {
    return { name, state: 'failed', error };
  }
}

/** `/livez`, `/readyz`, `/healthz` and their single checks, in kube-apiserver's words. */
export class HealthRoutes {
  readonly #endpoints: ReadonlyMap<string, readonly HealthCheck[]>;
  readonly #onFailure: HealthOptions['onFailure'];

  constructor({ livez, readyz, onFailure }: HealthOptions) {
    this.#endpoints = new Map([
      ['livez', livez],
      ['readyz', readyz],
      ['healthz', livez],
    ]);
    this.#onFailure = onFailure;
  }

  /** Undefined when the path is none of these. */
  handle(request: ApiRequest): Promise<ApiResponse> | undefined {
    const slash = request.path.indexOf('/', 1);
    const endpoint = slash < 0 ? request.path.slice(1) : request.path.slice(1, slash);
    const checks = this.#endpoints.get(endpoint);
    if (!checks) return undefined;
    if (slash < 0) return this.#all(endpoint, checks, request.query);
    const name = request.path.slice(slash + 1);
    const check = checks.find((candidate) => candidate.name === name);
    return check && this.#single(check);
  }

  async #single(check: HealthCheck): Promise<ApiResponse> {
    const { state, error, warning } = await run(check, false);
    if (state === 'ok') return text(200, warning === undefined ? 'ok' : `ok, but ${warning}`);
    return text(500, `internal server error: ${(error as Error).message}\n`);
  }

  async #all(endpoint: string, checks: readonly HealthCheck[], query: URLSearchParams): Promise<ApiResponse> {
    const excluded = new Set(query.getAll('exclude'));
    const outcomes = await Promise.all(checks.map((check) => run(check, excluded.has(check.name))));
    const report = outcomes.map((outcome) => LINES[outcome.state](outcome)).join('') + strays(checks, excluded);
    const failed = outcomes.filter(({ state }) => state === 'failed');
    if (failed.length === 0) return text(200, query.has('verbose') ? `${report}${endpoint} check passed\n` : 'ok');
    this.#onFailure(
      endpoint,
      failed.map(({ name, error }) => ({ check: name, error })),
    );
    return text(500, `${report}${endpoint} check failed\n`);
  }
}

function strays(checks: readonly HealthCheck[], excluded: ReadonlySet<string>): string {
  const names = new Set(checks.map(({ name }) => name));
  const unmatched = [...excluded].filter((name) => !names.has(name)).sort();
  if (unmatched.length === 0) return '';
  return `warn: some health checks cannot be excluded: no matches for ${unmatched.map((name) => JSON.stringify(name)).join(',')}\n`;
}
