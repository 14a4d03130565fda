/** A Helm chart with a kind of everything an application brings. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const POD = `metadata:
        labels: {app: {{ .Release.Name }}}
      spec:
        serviceAccountName: {{ .Release.Name }}
        containers:
        - name: web
          image: "{{ .Values.image }}"
          envFrom: [{configMapRef: {name: {{ .Release.Name }}}}, {secretRef: {name: {{ .Release.Name }}}}]`;

const SELECTED = `selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
      ${POD}`;

/** `apiVersion kind`, and the rest of the manifest. */
const TEMPLATES: readonly (readonly [kind: string, rest: string])[] = [
  ['v1 ServiceAccount', ''],
  ['v1 ConfigMap', 'data: {greeting: "{{ .Values.greeting }}"}'],
  ['v1 Secret', 'stringData: {password: "{{ .Values.password }}"}'],
  ['v1 Service', 'spec: {selector: {app: {{ .Release.Name }}}, ports: [{name: http, port: 80}]}'],
  ['v1 PersistentVolumeClaim', 'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}'],
  ['apps/v1 Deployment', `spec:\n  replicas: {{ .Values.replicas }}\n  ${SELECTED}`],
  ['apps/v1 StatefulSet', `spec:\n  serviceName: {{ .Release.Name }}\n  ${SELECTED}`],
  ['apps/v1 DaemonSet', `spec:\n  ${SELECTED}`],
  ['rbac.authorization.k8s.io/v1 Role', 'rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]'],
  [
    'rbac.authorization.k8s.io/v1 RoleBinding',
    'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .Release.Name }}}\nsubjects: [{kind: ServiceAccount, name: {{ .Release.Name }}}]',
  ],
  [
    'networking.k8s.io/v1 Ingress',
    'spec: {rules: [{host: example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: {{ .Release.Name }}, port: {name: http}}}}]}}]}',
  ],
  ['networking.k8s.io/v1 NetworkPolicy', 'spec: {podSelector: {}, policyTypes: [Ingress]}'],
  [
    'autoscaling/v2 HorizontalPodAutoscaler',
    'spec:\n  maxReplicas: 5\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ .Release.Name }}}\n  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]',
  ],
  ['policy/v1 PodDisruptionBudget', 'spec: {minAvailable: 1, selector: {matchLabels: {app: {{ .Release.Name }}}}}'],
  [
    'batch/v1 CronJob',
    'spec: {schedule: "0 * * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: tick, image: busybox}]}}}}}',
  ],
  ['batch/v1 Job', 'spec: {template: {spec: {restartPolicy: Never, containers: [{name: migrate, image: busybox}]}}}'],
];

export const KINDS = TEMPLATES.map(([kind]) => kind.split(' ')[1]!);

function manifest([kind, rest]: (typeof TEMPLATES)[number]): string {
  const [apiVersion, name] = kind.split(' ');
  return `apiVersion: ${apiVersion}\nkind: ${name}\nmetadata:\n  name: {{ .Release.Name }}\n${rest}\n`;
}

/** @returns the chart's folder */
export async function writeChart(directory: string): Promise<string> {
  const chart = join(directory, 'shop');
  await mkdir(join(chart, 'templates'), { recursive: true });
  const write = (path: string, text: string) => writeFile(join(chart, path), text);
  await write(
    'Chart.yaml',
    'apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: "9"\nicon: https://example.com/i.png\n',
  );
  await write('values.yaml', 'replicas: 2\nimage: nginx:1.29\ngreeting: hello\npassword: secret\n');
  await write('templates/NOTES.txt', 'Shop is open.\n');
  await Promise.all(
    TEMPLATES.map((template, index) => write(`templates/${KINDS[index]!.toLowerCase()}.yaml`, manifest(template))),
  );
  return chart;
}
