import { type AdmissionStatistics, DURATION_BUCKETS, type Durations } from '../../admission/statistics.ts';
import type { MetricFamily, Sample } from './family.ts';

/** What admission did, as kube-apiserver tells it. */
export class AdmissionMetrics {
  readonly #statistics: AdmissionStatistics;

  constructor(statistics: AdmissionStatistics) {
    this.#statistics = statistics;
  }

  *families(): Generator<MetricFamily> {
    const { plugins, steps } = this.#statistics;
    yield {
      name: 'apiserver_admission_controller_admission_duration_seconds',
      help: 'Admission controller latency histogram in seconds, identified by name and broken out for each operation and type (validate or admit).',
      type: 'histogram',
      samples: [...plugins].flatMap(([name, series]) => samplesOf(series.durations, { name })),
    };
    yield {
      name: 'apiserver_admission_step_admission_duration_seconds',
      help: 'Admission sub-step latency histogram in seconds, broken out for each operation and type (validate or admit).',
      type: 'histogram',
      samples: samplesOf(steps.durations, {}),
    };
  }
}

function samplesOf(durations: readonly Durations[], labels: Sample['labels']): Sample[] {
  return durations.flatMap((each) => histogram(each, { ...labels, ...labelsOf(each) }));
}

function labelsOf({ operation, phase, isRefused }: Durations): Sample['labels'] {
  return { operation, rejected: String(isRefused), type: phase };
}

function histogram({ buckets, seconds, count }: Durations, labels: Sample['labels']): Sample[] {
  let sum = 0;
  const counts = Array.from(buckets, (value, index) => {
    sum += value;
    return { suffix: '_bucket', labels: { ...labels, le: String(DURATION_BUCKETS[index] ?? '+Inf') }, value: sum };
  });
  return [...counts, { suffix: '_sum', labels, value: seconds }, { suffix: '_count', labels, value: count }];
}
