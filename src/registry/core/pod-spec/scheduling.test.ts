import { type SpecCase, testSpecs } from './testing/pod-cases.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const NODE = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
const POD = `spec.affinity.podAffinity.${REQUIRED}[0]`;
const KEY =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const CASES: SpecCase[] = [
  [
    'a choosy pod',
    (spec) => {
      const labelSelector = { matchLabels: { app: 'web' } };
      const term = { labelSelector, topologyKey: 'zone', matchLabelKeys: ['hash'], mismatchLabelKeys: ['tenant'] };
      spec.nodeSelector = { disk: 'ssd' };
      spec.affinity = {
        nodeAffinity: {
          [REQUIRED]: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] },
              { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] },
            ],
          },
          [PREFERRED]: [{ weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }],
        },
        podAffinity: { [REQUIRED]: [term] },
        podAntiAffinity: { [PREFERRED]: [{ weight: 100, podAffinityTerm: term }] },
      };
      spec.tolerations = [{ operator: 'Exists' }, { key: 'a', value: 'b', effect: 'NoExecute', tolerationSeconds: 5 }];
      spec.topologySpreadConstraints = [
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', minDomains: 2, labelSelector },
      ];
      spec.schedulingGates = [{ name: 'example.com/gate' }];
      spec.readinessGates = [{ conditionType: 'example.com/ready' }];
    },
  ],
  [
    'node selectors have terms, terms have operators',
    (spec) => {
      spec.affinity = { nodeAffinity: { [REQUIRED]: {} } };
    },
    `${NODE}: Required value: must have at least one node selector term`,
  ],
  [
    'requirements of nodes',
    (spec) => {
      const matchExpressions = [
        { key: 'a', operator: 'In' },
        { key: 'a', operator: 'Exists', values: ['x'] },
        { key: 'a', operator: 'Lt', values: ['1', '2'] },
        { key: 'a', operator: 'Like' },
        { key: '', operator: 'Exists' },
      ];
      const matchFields = [{ key: 'spec.x', operator: 'In', values: ['a', 'b'] }];
      spec.affinity = { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [{ matchExpressions, matchFields }] } } };
    },
    `${NODE}[0].matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    `${NODE}[0].matchExpressions[1].values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
    `${NODE}[0].matchExpressions[2].values: Required value: must be specified single value when \`operator\` is 'Lt' or 'Gt'`,
    `${NODE}[0].matchExpressions[3].operator: Invalid value: "Like": not a valid selector operator`,
    `${NODE}[0].matchExpressions[4].key: Invalid value: "": name part must be non-empty`,
    `${NODE}[0].matchExpressions[4].key: Invalid value: "": ${KEY}`,
    `${NODE}[0].matchFields[0].values: Required value: must be only one value when \`operator\` is 'In' or 'NotIn' for node field selector`,
    `${NODE}[0].matchFields[0].key: Invalid value: "spec.x": not a valid field selector key`,
  ],
  [
    'weights',
    (spec) => {
      spec.affinity = {
        nodeAffinity: { [PREFERRED]: [{ weight: 0 }, { weight: 101 }] },
        podAntiAffinity: { [PREFERRED]: [{ weight: 0, podAffinityTerm: { topologyKey: 'z' } }] },
      };
    },
    `spec.affinity.nodeAffinity.${PREFERRED}[0].weight: Invalid value: 0: must be in the range 1-100`,
    `spec.affinity.nodeAffinity.${PREFERRED}[1].weight: Invalid value: 101: must be in the range 1-100`,
    `spec.affinity.podAntiAffinity.${PREFERRED}[0].weight: Invalid value: 0: must be in the range 1-100`,
  ],
  [
    'terms of pods',
    (spec) => {
      spec.affinity = { podAffinity: { [REQUIRED]: [{ namespaces: ['-'], matchLabelKeys: ['a'] }] } };
    },
    `${POD}.namespace: Invalid value: "-": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
    `${POD}.matchLabelKeys: Forbidden: must not be specified when labelSelector is not set`,
    `${POD}.topologyKey: Required value: can not be empty`,
    `${POD}.topologyKey: Invalid value: "": name part must be non-empty`,
    `${POD}.topologyKey: Invalid value: "": ${KEY}`,
  ],
  [
    'keys are matched, mismatched or selected',
    (spec) => {
      const labelSelector = {
        matchLabels: { b: 'x' },
        matchExpressions: [{ key: 'b', operator: 'In', values: ['x'] }],
      };
      const term = { topologyKey: 'z', labelSelector, matchLabelKeys: ['a', 'b'], mismatchLabelKeys: ['a'] };
      spec.affinity = { podAffinity: { [REQUIRED]: [term] } };
    },
    `${POD}[1]: Invalid value: "b": exists in both matchLabelKeys and labelSelector`,
    `${POD}.matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys`,
  ],
  [
    'tolerations',
    (spec) => {
      spec.tolerations = [
        { operator: 'Equal' },
        { key: 'a', operator: 'Exists', value: 'x' },
        { key: 'a', operator: 'Gt', value: '1' },
        { key: 'a', operator: 'Like' },
        { key: 'a', effect: 'Never', tolerationSeconds: 1 },
      ];
    },
    'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    'spec.tolerations[1].operator: Invalid value: "x": value must be empty when `operator` is \'Exists\'',
    'spec.tolerations[2].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"',
    'spec.tolerations[3].operator: Unsupported value: "Like": supported values: "Equal", "Exists"',
    'spec.tolerations[4].effect: Invalid value: "Never": effect must be \'NoExecute\' when `tolerationSeconds` is set',
    'spec.tolerations[4].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
  ],
  [
    'spreading',
    (spec) => {
      spec.topologySpreadConstraints = [
        { topologyKey: 'z', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 1 },
        { maxSkew: 1, topologyKey: 'z', whenUnsatisfiable: 'ScheduleAnyway', nodeTaintsPolicy: 'x' },
        { maxSkew: 1, whenUnsatisfiable: 'Whatever' },
      ];
    },
    'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than 0',
    'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{z, ScheduleAnyway}"',
    'spec.topologySpreadConstraints[0].minDomains: Invalid value: 1: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    'spec.topologySpreadConstraints[1].nodeTaintsPolicy: Unsupported value: "x": supported values: "Honor", "Ignore"',
    'spec.topologySpreadConstraints[2].topologyKey: Required value: can not be empty',
    'spec.topologySpreadConstraints[2].whenUnsatisfiable: Unsupported value: "Whatever": supported values: "DoNotSchedule", "ScheduleAnyway"',
  ],
  [
    'gates are qualified names, each once',
    (spec) => {
      spec.schedulingGates = [{ name: 'a' }, { name: 'a' }];
      spec.readinessGates = [{ conditionType: 'a/b/c' }];
    },
    "spec.readinessGates[0].conditionType: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    'spec.schedulingGates[1]: Duplicate value: "a"',
  ],
  [
    'deadlines, policies and restarts',
    (spec) => {
      Object.assign(spec, { activeDeadlineSeconds: 0, preemptionPolicy: 'x', restartPolicy: 'y', dnsPolicy: 'z' });
    },
    'spec.restartPolicy: Unsupported value: "y": supported values: "Always", "OnFailure", "Never"',
    'spec.dnsPolicy: Unsupported value: "z": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
    'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
    'spec.preemptionPolicy: Unsupported value: "x": supported values: "PreemptLowerPriority", "Never"',
  ],
];

testSpecs(CASES);
