import { app, type SpecCase, testSpecs } from './testing/pod-cases.ts';

const FIELDS =
  '"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"';

const CASES: SpecCase[] = [
  [
    'every kind of source',
    (spec) => {
      app(spec).env = [
        { name: 'A', value: 'x' },
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'C', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: 'D', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
        { name: 'E', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
        { name: 'F', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
        { name: 'G', valueFrom: { fileKeyRef: { volumeName: 'data', path: 'env', key: 'K' } } },
        { name: 'H', valueFrom: { resourceFieldRef: { resource: 'requests.hugepages-2Mi' } } },
      ];
      app(spec).envFrom = [{ configMapRef: { name: 'c' }, prefix: 'P_' }, { secretRef: { name: 's-' } }];
    },
  ],
  [
    'names',
    (spec) => {
      app(spec).env = [{ value: 'x' }, { name: 'a=b' }];
    },
    'spec.containers[0].env[0].name: Required value',
    "spec.containers[0].env[1].name: Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII characters other than '=' (regex used for validation is '^[ -<>-~]+$')",
  ],
  [
    'exactly one source, or a value',
    (spec) => {
      const fieldRef = { fieldPath: 'metadata.name' };
      app(spec).env = [
        { name: 'A', valueFrom: {} },
        { name: 'B', value: 'x', valueFrom: { fieldRef } },
        { name: 'C', valueFrom: { fieldRef, resourceFieldRef: { resource: 'limits.cpu' } } },
      ];
    },
    'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
    'spec.containers[0].env[1].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    'spec.containers[0].env[2].valueFrom: Invalid value: "": may not have more than one field specified at a time',
  ],
  [
    'fields that a variable can show',
    (spec) => {
      app(spec).env = [
        { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } },
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'spec.tolerations' } } },
        { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name', apiVersion: 'v2' } } },
        { name: 'D', valueFrom: { fieldRef: { fieldPath: "metadata.name['x']" } } },
      ];
    },
    `spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: ${FIELDS}`,
    'spec.containers[0].env[1].valueFrom.fieldRef.fieldPath: Invalid value: "spec.tolerations": error converting fieldPath: field label not supported: spec.tolerations',
    'spec.containers[0].env[2].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2',
    "spec.containers[0].env[3].valueFrom.fieldRef.fieldPath: Invalid value: \"metadata.name['x']\": error converting fieldPath: field label does not support subscript: metadata.name['x']",
  ],
  [
    'resources and their divisors',
    (spec) => {
      app(spec).env = [
        { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.disk' } } },
        { name: 'B', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } },
      ];
    },
    'spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.disk": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
    'spec.containers[0].env[1].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
  ],
  [
    'keys of secrets and files',
    (spec) => {
      app(spec).env = [
        { name: 'A', valueFrom: { secretKeyRef: { name: 's' } } },
        { name: 'B', valueFrom: { fileKeyRef: { volumeName: 'disk', path: '../x', key: 'K' } } },
        { name: 'C', valueFrom: { fileKeyRef: { volumeName: 'none', path: 'x', key: 'K' } } },
      ];
    },
    'spec.containers[0].env[0].valueFrom.secretKeyRef.key: Required value',
    'spec.containers[0].env[1].valueFrom.fileKeyRef.path: Invalid value: "../x": must not contain \'..\'',
    'spec.containers[0].env[1].valueFrom.fileKeyRef.volumeName: Invalid value: "disk": referenced volume must be of type emptyDir',
    'spec.containers[0].env[2].valueFrom.fileKeyRef.volumeName: Not found: "none"',
  ],
  [
    'envFrom: one named source each',
    (spec) => {
      app(spec).envFrom = [{}, { configMapRef: {} }, { configMapRef: { name: 'a' }, secretRef: { name: 'b' } }];
    },
    'spec.containers[0].envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
    'spec.containers[0].envFrom[1].configMapRef.name: Required value',
    'spec.containers[0].envFrom: Invalid value: "": may not have more than one field specified at a time',
  ],
];

testSpecs(CASES);
