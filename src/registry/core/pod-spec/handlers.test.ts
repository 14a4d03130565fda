import { app, type SpecCase, testSpecs } from './testing/pod-cases.ts';

const exec = { command: ['true'] };

const CASES: SpecCase[] = [
  [
    'every kind of handler',
    (spec) => {
      app(spec).livenessProbe = { httpGet: { port: 80 } };
      app(spec).readinessProbe = { tcpSocket: { port: 'web' }, successThreshold: 2 };
      app(spec).startupProbe = { grpc: { port: 9000 } };
      app(spec).lifecycle = { postStart: { exec }, preStop: { sleep: { seconds: 30 } } };
    },
  ],
  [
    'exactly one handler',
    (spec) => {
      app(spec).livenessProbe = {};
      app(spec).readinessProbe = { exec, tcpSocket: { port: 80 } };
    },
    'spec.containers[0].livenessProbe: Required value: must specify a handler type',
    'spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
  ],
  [
    'each handler’s own rules',
    (spec) => {
      app(spec).livenessProbe = { exec: {} };
      app(spec).readinessProbe = { httpGet: { port: 0, scheme: 'FTP', httpHeaders: [{ name: 'a b' }] } };
      app(spec).startupProbe = { tcpSocket: { port: 'no--good' } };
      app(spec).lifecycle = { preStop: { sleep: { seconds: 31 } } };
    },
    'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
    'spec.containers[0].livenessProbe.exec.command: Required value',
    'spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive',
    'spec.containers[0].readinessProbe.httpGet.scheme: Unsupported value: "FTP": supported values: "HTTP", "HTTPS"',
    "spec.containers[0].readinessProbe.httpGet.httpHeaders: Invalid value: \"a b\": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
    'spec.containers[0].startupProbe.tcpSocket.port: Invalid value: "no--good": must not contain consecutive hyphens',
  ],
  [
    'counts of probes',
    (spec) => {
      app(spec).livenessProbe = {
        exec,
        initialDelaySeconds: -1,
        successThreshold: 2,
        terminationGracePeriodSeconds: 0,
      };
      app(spec).readinessProbe = { exec, terminationGracePeriodSeconds: 5 };
    },
    'spec.containers[0].livenessProbe.initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0',
    'spec.containers[0].livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0',
    'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    'spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes',
  ],
];

testSpecs(CASES);
