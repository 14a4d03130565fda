/** Objects that tests apply. */

export function configMap(
  name: string,
  data: Readonly<Record<string, string>>,
  labels?: Readonly<Record<string, string>>,
) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data };
}

export function container(name: string, image = 'nginx:1.29') {
  return { name, image, ports: [{ containerPort: 80 }] };
}

function template(app: string) {
  return { metadata: { labels: { app } }, spec: { containers: [container('web')] } };
}

export function pod(name: string, spec: object = {}, labels: Readonly<Record<string, string>> = { app: name }) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { containers: [container('web')], ...spec },
  };
}

export function deployment(name: string, spec: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: { replicas: 2, selector: { matchLabels: { app: name } }, template: template(name), ...spec },
  };
}

export function service(name: string, spec: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name } },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  };
}

export function list(...items: object[]) {
  return { apiVersion: 'v1', kind: 'List', items };
}
