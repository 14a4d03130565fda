import { app, type SpecCase, testSpecs } from './testing/pod-cases.ts';

const RESOURCES = 'spec.containers[0].resources';

const CASES: SpecCase[] = [
  [
    'native, extended and huge page resources',
    (spec) => {
      app(spec).resources = {
        requests: { cpu: '100m', 'example.com/gpu': '1' },
        limits: { cpu: '1', memory: '1Gi', 'example.com/gpu': '1', 'hugepages-2Mi': '4Mi' },
      };
    },
  ],
  [
    'requests are within limits',
    (spec) => {
      app(spec).resources = { requests: { cpu: '2' }, limits: { cpu: '1' } };
    },
    `${RESOURCES}.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`,
  ],
  [
    'what cannot be promised twice is requested whole',
    (spec) => {
      app(spec).resources = {
        requests: { 'example.com/gpu': '1', 'example.com/npu': '1' },
        limits: { 'example.com/gpu': '2' },
      };
    },
    `${RESOURCES}.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2`,
    `${RESOURCES}.limits: Required value: Limit must be set for non overcommitable resources`,
  ],
  [
    'names of resources',
    (spec) => {
      app(spec).resources = {
        limits: { pods: '1', disk: '1', 'requests.example.com/gpu': '1', 'kubernetes.io/x': '1' },
      };
    },
    `${RESOURCES}.limits[pods]: Invalid value: "pods": must be a standard resource for containers`,
    `${RESOURCES}.limits[disk]: Invalid value: "disk": must be a standard resource type or fully qualified`,
    `${RESOURCES}.limits[disk]: Invalid value: "disk": must be a standard resource for containers`,
    `${RESOURCES}.limits[requests.example.com/gpu]: Invalid value: "requests.example.com/gpu": doesn't follow extended resource name standard`,
  ],
  [
    'amounts are not negative, and whole where there are pieces',
    (spec) => {
      app(spec).resources = { limits: { cpu: '-1', 'example.com/gpu': '500m' } };
    },
    `${RESOURCES}.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0`,
    `${RESOURCES}.limits[example.com/gpu]: Invalid value: "500m": must be an integer`,
  ],
  [
    'huge pages come in pages, beside processor or memory',
    (spec) => {
      app(spec).resources = { limits: { 'hugepages-2Mi': '3Mi' } };
    },
    `${RESOURCES}.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi`,
    `${RESOURCES}: Forbidden: HugePages require cpu or memory`,
  ],
  [
    'claims are the pod’s, each taken once',
    (spec) => {
      spec.resourceClaims = [{ name: 'gpu', resourceClaimName: 'gpu-1' }];
      app(spec).resources = {
        claims: [{ name: 'gpu', request: 'a' }, { name: 'gpu' }, { name: 'npu' }, {}],
      };
    },
    `${RESOURCES}.claims[1]: Duplicate value: "gpu"`,
    `${RESOURCES}.claims[2]: Not found: "npu": must be one of the names in pod.spec.resourceClaims: gpu`,
    `${RESOURCES}.claims[3]: Required value`,
  ],
  [
    'claims have a unique name and one source',
    (spec) => {
      spec.resourceClaims = [
        { name: 'a', resourceClaimName: 'x', resourceClaimTemplateName: 'y' },
        { name: 'a', resourceClaimName: 'X_' },
        {},
      ];
    },
    'spec.resourceClaims[0]: Invalid value: {"name":"a","resourceClaimName":"x","resourceClaimTemplateName":"y"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
    'spec.resourceClaims[1].name: Duplicate value: "a"',
    "spec.resourceClaims[1].resourceClaimName: Invalid value: \"X_\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    'spec.resourceClaims[2].name: Required value',
    'spec.resourceClaims[2]: Invalid value: {}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
  ],
  [
    'containers fit into their pod',
    (spec) => {
      spec.resources = { requests: { cpu: '1' }, limits: { cpu: '2' } };
      app(spec).resources = { requests: { cpu: '800m' }, limits: { cpu: '3' } };
      spec.containers!.push({ name: 'b', image: 'b:1', resources: { requests: { cpu: '700m' } } });
    },
    'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1500m',
    'spec.resources.containers[0][cpu].limits: Invalid value: "3": must be less than or equal to pod limits of 2',
  ],
  [
    'init containers run one by one, beside the sidecars before them',
    (spec) => {
      const init = (name: string, cpu: string, restartPolicy?: string) => ({
        name,
        image: 'i:1',
        resources: { requests: { cpu } },
        ...(restartPolicy && { restartPolicy }),
      });
      spec.resources = { requests: { cpu: '2500m' } };
      spec.initContainers = [init('a', '2'), init('side', '1', 'Always'), init('b', '2')];
    },
    'spec.resources.requests[cpu]: Invalid value: "2500m": must be greater than or equal to aggregate container requests of 3',
  ],
  [
    'pods ask for processor, memory and huge pages only',
    (spec) => {
      spec.resources = { requests: { 'ephemeral-storage': '1Gi' }, claims: [{ name: 'x' }] };
      spec.resourceClaims = [{ name: 'x', resourceClaimName: 'x' }];
    },
    'spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level',
    'spec.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
  ],
  [
    'overhead is an amount of resources',
    (spec) => {
      spec.overhead = { cpu: '-1' };
    },
    'spec.overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
  ],
];

testSpecs(CASES);
