import type { ApiRequest, ApiResponse } from '../../../request/http.ts';
import { type MetricFamily, textOf } from '../../metrics/family.ts';

export interface MetricsSources {
  readonly collectors: readonly (() => Iterable<MetricFamily>)[];
  /** Already in Prometheus' text format. */
  processText(): Promise<string>;
}

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** `/metrics`. */
export function metricsRoute(sources: MetricsSources) {
  return (request: ApiRequest): Promise<ApiResponse> | undefined =>
    request.path === '/metrics' && request.method === 'GET' ? scrape(sources) : undefined;
}

async function scrape({ collectors, processText }: MetricsSources): Promise<ApiResponse> {
  const ours = collectors.flatMap((collect) => [...collect()].map(textOf)).join('');
  const body = Buffer.from(ours + (await processText()));
  return { status: 200, headers: { 'content-type': CONTENT_TYPE }, body };
}
