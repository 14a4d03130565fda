/** Valid objects and a reading of errors, for the tests of the workloads' rules. */
import type { FieldError } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1PodTemplateSpec } from '../../schema/generated/types.ts';

export function texts(errors: readonly FieldError[] | undefined): string[] {
  return (errors ?? []).map(String);
}

/** As it stands after defaulting: no rule of pods has anything against it. */
export function podTemplate(restartPolicy = 'Always'): V1PodTemplateSpec {
  return {
    metadata: { labels: { app: 'web' } },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'r/app:1',
          imagePullPolicy: 'IfNotPresent',
          resources: {},
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      restartPolicy,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      securityContext: {},
    },
  };
}

/** A deep copy of the object with its spec's fields replaced; undefined takes one away. */
export function withSpec<T extends KubeObject>(object: T, fields: object): T {
  const copy: KubeObject = structuredClone(object);
  const spec = Object.entries({ ...copy.spec, ...fields }).filter(([, value]) => value !== undefined);
  copy.spec = Object.fromEntries(spec);
  return copy as T;
}
