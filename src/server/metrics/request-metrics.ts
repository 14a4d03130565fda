import type { RequestInfo, ResourceRequest } from '../../request/request-info.ts';
import type { MetricFamily, Sample } from './family.ts';
import { otherLabels, type RequestLabels, resourceLabels, scopeOf } from './request-labels.ts';

/** Upper bounds of the duration histogram, in seconds: kube-apiserver's. */
const BUCKETS = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
] as const;

export type RequestKind = 'readOnly' | 'mutating';

/** All that is counted of one kind of request. */
class Series {
  readonly labels: RequestLabels;
  readonly codes = new Map<number, number>();
  /** How many took at most BUCKETS[i], and more than the one before; the last: more than all. */
  readonly buckets = new Float64Array(BUCKETS.length + 1);
  sum = 0;
  longRunning = 0;

  constructor(labels: RequestLabels) {
    this.labels = labels;
  }

  observe(code: number, seconds: number): void {
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    let bucket = 0;
    while (bucket < BUCKETS.length && seconds > BUCKETS[bucket]!) bucket++;
    this.buckets[bucket]! += 1;
    this.sum += seconds;
  }
}

/**
 * Counts requests. It costs a fraction of a microsecond for each, and the number of series is bounded by what is
 * served, not by what is asked for.
 */
export class RequestMetrics {
  readonly inFlight: Record<RequestKind, number> = { readOnly: 0, mutating: 0 };
  readonly #isServed: (info: ResourceRequest) => boolean;
  readonly #series = new Map<string, Series>();

  /** @param isServed whether the resource and subresource exist */
  constructor(isServed: (info: ResourceRequest) => boolean) {
    this.#isServed = isServed;
  }

  observe(info: RequestInfo, method: string, code: number, seconds: number): void {
    this.#seriesOf(info, method).observe(code, seconds);
  }

  /** @returns to be called once, when it has ended */
  longRunning(info: RequestInfo, method: string): () => void {
    const series = this.#seriesOf(info, method);
    series.longRunning += 1;
    return () => {
      series.longRunning -= 1;
    };
  }

  *families(): Generator<MetricFamily> {
    yield {
      name: 'apiserver_request_total',
      help: 'Counter of apiserver requests broken out for each verb, group, version, resource, scope and HTTP response code.',
      type: 'counter',
      samples: this.#totals(),
    };
    yield {
      name: 'apiserver_request_duration_seconds',
      help: 'Response latency distribution in seconds for each verb, group, version, resource, subresource and scope.',
      type: 'histogram',
      samples: this.#durations(),
    };
    yield {
      name: 'apiserver_longrunning_requests',
      help: 'Gauge of all active long-running apiserver requests broken out by verb, group, version, resource and scope.',
      type: 'gauge',
      samples: this.#longRunningNow(),
    };
    yield {
      name: 'apiserver_current_inflight_requests',
      help: 'Number of requests that are being answered, per request kind.',
      type: 'gauge',
      samples: Object.entries(this.inFlight).map(([kind, value]) => ({ labels: { request_kind: kind }, value })),
    };
  }

  #seriesOf(info: RequestInfo, method: string): Series {
    if (info.isResourceRequest) {
      const key = `${info.verb} ${info.group} ${info.version} ${info.resource} ${info.subresource} ${scopeOf(info)}`;
      const known = this.#series.get(key);
      if (known !== undefined) return known;
      if (this.#isServed(info)) return this.#add(key, resourceLabels(info));
    }
    const labels = otherLabels(info, method);
    const key = `${labels.verb} ${labels.subresource}`;
    return this.#series.get(key) ?? this.#add(key, labels);
  }

  #add(key: string, labels: RequestLabels): Series {
    const series = new Series(labels);
    this.#series.set(key, series);
    return series;
  }

  *#totals(): Generator<Sample> {
    for (const { labels, codes } of this.#series.values()) {
      for (const [code, value] of codes) yield { labels: { ...labels, code: String(code) }, value };
    }
  }

  *#durations(): Generator<Sample> {
    for (const { labels, buckets, sum } of this.#series.values()) {
      let count = 0;
      for (const [index, value] of buckets.entries()) {
        count += value;
        yield { suffix: '_bucket', labels: { ...labels, le: String(BUCKETS[index] ?? '+Inf') }, value: count };
      }
      yield { suffix: '_sum', labels: { ...labels }, value: sum };
      yield { suffix: '_count', labels: { ...labels }, value: count };
    }
  }

  *#longRunningNow(): Generator<Sample> {
    for (const { labels, longRunning } of this.#series.values()) {
      if (longRunning > 0) yield { labels: { ...labels }, value: longRunning };
    }
  }
}
