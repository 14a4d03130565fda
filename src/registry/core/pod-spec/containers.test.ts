import type { V1Container } from '../../../schema/generated/types.ts';
import { app, type SpecCase, testSpecs } from './testing/pod-cases.ts';

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const CASES: SpecCase[] = [
  ['a plain pod is valid', () => {}],
  [
    'containers are required',
    (spec) => {
      spec.containers = [];
    },
    'spec.containers: Required value',
  ],
  [
    'name and image are required',
    (spec) => {
      spec.containers = [{}];
    },
    'spec.containers[0].name: Required value',
    'spec.containers[0].image: Required value',
  ],
  [
    'names are labels',
    (spec) => {
      app(spec).name = 'A_b';
    },
    `spec.containers[0].name: Invalid value: "A_b": ${LABEL}`,
  ],
  [
    'names are unique in and across lists',
    (spec) => {
      spec.containers!.push({ name: 'app', image: 'x:1' });
      spec.initContainers = [{ name: 'app', image: 'x:1' }];
      spec.ephemeralContainers = [{ name: 'app', image: 'x:1' }];
    },
    'spec.containers[1].name: Duplicate value: "app"',
    'spec.initContainers[0].name: Duplicate value: "app"',
    'spec.ephemeralContainers[0].name: Duplicate value: "app"',
  ],
  [
    'containers without a name are equal, init containers only to them',
    (spec) => {
      spec.containers = [{ image: 'x:1' }, { image: 'x:1' }] as V1Container[];
      spec.initContainers = [{ image: 'x:1' } as V1Container];
    },
    'spec.containers[0].name: Required value',
    'spec.containers[1].name: Required value',
    'spec.containers[1].name: Duplicate value: ""',
    'spec.initContainers[0].name: Required value',
    'spec.initContainers[0].name: Duplicate value: ""',
  ],
  [
    'init containers without a name are not compared',
    (spec) => {
      spec.initContainers = [{ image: 'x:1' }, { image: 'x:1' }] as V1Container[];
    },
    'spec.initContainers[0].name: Required value',
    'spec.initContainers[1].name: Required value',
  ],
  [
    'enumerations of containers',
    (spec) => {
      Object.assign(app(spec), { imagePullPolicy: 'Sometimes', terminationMessagePolicy: 'Nowhere' });
    },
    'spec.containers[0].terminationMessagePolicy: Unsupported value: "Nowhere": supported values: "File", "FallbackToLogsOnError"',
    'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
  ],
  [
    'ports: numbers, names, protocols',
    (spec) => {
      app(spec).ports = [
        { containerPort: 0 },
        { containerPort: 70000, name: 'web', hostPort: -1 },
        { containerPort: 80, name: 'web', protocol: 'ICMP' },
      ];
    },
    'spec.containers[0].ports[0].containerPort: Required value',
    'spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    'spec.containers[0].ports[1].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive',
    'spec.containers[0].ports[2].name: Duplicate value: "web"',
    'spec.containers[0].ports[2].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
  ],
  [
    'host ports are taken once',
    (spec) => {
      app(spec).ports = [{ containerPort: 80, hostPort: 8080 }];
      spec.containers!.push({ name: 'b', image: 'b:1', ports: [{ containerPort: 81, hostPort: 8080 }] });
    },
    'spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//8080"',
  ],
  [
    'the same host port on another address',
    (spec) => {
      app(spec).ports = [
        { containerPort: 80, hostPort: 8080, hostIP: '10.0.0.1' },
        { containerPort: 81, hostPort: 8080, hostIP: '10.0.0.2' },
      ];
    },
  ],
  [
    'on the host network container ports are host ports',
    (spec) => {
      spec.hostNetwork = true;
      app(spec).ports = [{ containerPort: 80, hostPort: 8080 }];
    },
    'spec.containers[0].ports[0].hostPort: Invalid value: 8080: must match `containerPort` when `hostNetwork` is true',
  ],
  [
    'init containers run once: no probes, no hooks',
    (spec) => {
      const exec = { command: ['true'] };
      spec.initContainers = [
        {
          name: 'init',
          image: 'i:1',
          livenessProbe: { exec },
          lifecycle: { preStop: { exec } },
          resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }],
        },
      ];
    },
    'spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
    'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    'spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: "RestartContainer": must not be set to \'RestartContainer\' for non-sidecar initContainers',
  ],
  [
    'sidecars keep running: probes and hooks are theirs',
    (spec) => {
      const exec = { command: ['true'] };
      spec.initContainers = [
        {
          name: 'side',
          image: 'i:1',
          restartPolicy: 'Always',
          livenessProbe: { exec },
          lifecycle: { preStop: { exec } },
        },
      ];
    },
  ],
  [
    'restart rules need a policy and known actions',
    (spec) => {
      app(spec).restartPolicyRules = [
        { action: 'Ignore', exitCodes: { operator: 'In', values: [1] } },
        { action: 'Restart' },
      ];
    },
    'spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used',
    'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Ignore": supported values: "Restart", "RestartAllContainers"',
    'spec.containers[0].restartPolicyRules[1].exitCodes: Required value: must be specified',
  ],
  [
    'restart policies of containers',
    (spec) => {
      app(spec).restartPolicy = 'Sometimes';
      spec.containers!.push({ name: 'b', image: 'b:1', restartPolicy: 'Never' });
    },
    'spec.containers[0].restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"',
  ],
  [
    'resize policies: one for each resource, none that restarts what never restarts',
    (spec) => {
      spec.restartPolicy = 'Never';
      app(spec).resizePolicy = [
        { resourceName: 'cpu', restartPolicy: 'NotRequired' },
        { resourceName: 'cpu', restartPolicy: 'RestartContainer' },
        { resourceName: 'disk', restartPolicy: 'NotRequired' },
      ];
    },
    'spec.containers[0].resizePolicy[1]: Duplicate value: "cpu"',
    "spec.containers[0].resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when pod `restartPolicy` is 'Never'",
    'spec.containers[0].resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"',
  ],
  [
    'ephemeral containers are no part of the work',
    (spec) => {
      app(spec).name = 'app';
      spec.ephemeralContainers = [
        {
          name: 'debug',
          image: ' busybox:1',
          targetContainerName: 'other',
          ports: [{ containerPort: 1 }],
          resources: { limits: { cpu: '1' } },
          volumeMounts: [{ name: 'data', mountPath: '/d', subPath: 'x' }],
        },
      ];
    },
    'spec.ephemeralContainers[0].image: Invalid value: " busybox:1": must not have leading or trailing whitespace',
    'spec.ephemeralContainers[0].targetContainerName: Not found: "other"',
    'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
    'spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container',
    'spec.ephemeralContainers[0].volumeMounts[0].subPath: Forbidden: cannot be set for an Ephemeral Container',
  ],
  [
    'a good ephemeral container',
    (spec) => {
      spec.ephemeralContainers = [{ name: 'debug', image: 'busybox:1', targetContainerName: 'app', stdin: true }];
    },
  ],
];

testSpecs(CASES);
