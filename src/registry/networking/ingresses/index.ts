import { path } from '../../../api/field.ts';
import { goQuote } from '../../../api/go-format.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1Ingress } from '../../../schema/generated/types.ts';
import { defineResource } from '../../resource.ts';
import { ipWarnings } from '../../validation/ip.ts';
import { validateIngressStatusUpdate } from './status.ts';
import { CLASS_ANNOTATION, validateIngress, validateIngressUpdate } from './validation.ts';

type Ingress = V1Ingress & KubeObject;

function setDefaults(ingress: Ingress): void {
  ingress.spec ??= {};
}

function warnings(ingress: Ingress, old: Ingress | undefined): string[] {
  const annotated = Object.hasOwn(ingress.metadata.annotations ?? {}, CLASS_ANNOTATION);
  if (old || !annotated || ingress.spec?.ingressClassName !== undefined) return [];
  return [`annotation ${goQuote(CLASS_ANNOTATION)} is deprecated, please use 'spec.ingressClassName' instead`];
}

function statusWarnings(ingress: Ingress): string[] {
  const at = path('status', 'loadBalancer', 'ingress');
  const points = ingress.status?.loadBalancer?.ingress ?? [];
  return points.flatMap(({ ip = '' }, position) => ipWarnings(ip, at.index(position)));
}

export const ingresses = defineResource<Ingress>({
  group: 'networking.k8s.io',
  name: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
  shortNames: ['ing'],
  prefix: '/registry/ingress/',
  strategy: {
    defaults: setDefaults,
    prepareForCreate(ingress) {
      ingress.status = { loadBalancer: {} };
    },
    prepareForUpdate(ingress, old) {
      ingress.status = old.status;
    },
    validate: validateIngress,
    validateUpdate: validateIngressUpdate,
    warnings,
    tracksGeneration: true,
  },
  status: {
    prepareForUpdate(ingress, old) {
      ingress.spec = old.spec;
    },
    validateUpdate: validateIngressStatusUpdate,
    warnings: statusWarnings,
  },
});
