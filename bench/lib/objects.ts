/** Objects like those that fill most clusters: small. */
const DATA = 'x'.repeat(300);

export function configMap(name: string, value = DATA): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } });
}

export function deployment(name: string, value: string): string {
  const labels = { app: name };
  const ports = [{ name: 'http', containerPort: 8080, protocol: 'TCP' }];
  const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } };
  const env = [{ name: 'VERSION', value }];
  const container = { name: 'web', image: 'registry.example/web:1', ports, env, resources };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const spec = { replicas: 2, selector: { matchLabels: labels }, template };
  return JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels }, spec });
}
