import { type FieldError, type FieldPath, invalidValue, path, required } from '../../../api/field.ts';
import { isDns1123Subdomain, isWildcardDns1123Subdomain } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1Ingress, V1IngressRule, V1IngressSpec, V1IngressTLS } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { validateNotAnIp } from '../../validation/hostnames.ts';
import { validateBackend } from './backend.ts';
import { validateHttpPath } from './http-path.ts';

type Ingress = V1Ingress & KubeObject;

export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const SPEC = path('spec');

/** Rules that came late: what an object broke before they did, it may go on breaking. */
interface Tolerance {
  readonly invalidSecretName: boolean;
  readonly invalidWildcardRule: boolean;
}
const NOTHING: Tolerance = { invalidSecretName: false, invalidWildcardRule: false };

export function validateIngress(ingress: Ingress): FieldError[] {
  return [...validateSpec(ingress.spec ?? {}, NOTHING), ...validateClassAnnotation(ingress)];
}

export function validateIngressUpdate(ingress: Ingress, old: Ingress): FieldError[] {
  const rules = (old.spec?.rules ?? []).filter((rule) => rule.host?.includes('*'));
  return validateSpec(ingress.spec ?? {}, {
    invalidSecretName: (old.spec?.tls ?? []).some((tls) => secretNameErrors(tls).length > 0),
    invalidWildcardRule: rules.some((rule) => validateHttp(rule, SPEC).length > 0),
  });
}

function validateClassAnnotation(ingress: Ingress): FieldError[] {
  const annotation = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  const className = ingress.spec?.ingressClassName;
  if (annotation === undefined || className === undefined || annotation === className) return [];
  const detail = 'must match `ingressClassName` when both are specified';
  return [invalidValue(path('annotations', CLASS_ANNOTATION), annotation, detail)];
}

function validateSpec(spec: V1IngressSpec, tolerance: Tolerance): FieldError[] {
  const { rules = [], tls = [], defaultBackend, ingressClassName } = spec;
  const errors: FieldError[] = [];
  if (rules.length === 0 && !defaultBackend) {
    errors.push(invalidValue(SPEC, spec.rules, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (defaultBackend) errors.push(...validateBackend(defaultBackend, SPEC.child('defaultBackend')));
  errors.push(...rules.flatMap((rule, i) => validateRule(rule, tolerance, SPEC.child('rules').index(i))));
  errors.push(...tls.flatMap((entry, i) => validateTls(entry, tolerance, SPEC.child('tls').index(i))));
  if (ingressClassName !== undefined) {
    errors.push(...validateName(ingressClassName, isDns1123Subdomain, SPEC.child('ingressClassName')));
  }
  return errors;
}

function validateTls(tls: V1IngressTLS, tolerance: Tolerance, at: FieldPath): FieldError[] {
  const hosts = (tls.hosts ?? []).flatMap((host, position) =>
    validateHostName(host, at.child('hosts').index(position)),
  );
  if (tolerance.invalidSecretName) return hosts;
  const secret = secretNameErrors(tls).map((error) => invalidValue(at.child('secretName'), tls.secretName, error));
  return [...hosts, ...secret];
}

function secretNameErrors(tls: V1IngressTLS): string[] {
  return tls.secretName ? isDns1123Subdomain(tls.secretName) : [];
}

function validateHostName(host: string, at: FieldPath): FieldError[] {
  return validateName(host, host.includes('*') ? isWildcardDns1123Subdomain : isDns1123Subdomain, at);
}

function validateRule(rule: V1IngressRule, tolerance: Tolerance, at: FieldPath): FieldError[] {
  const host = rule.host ?? '';
  const errors = validateNotAnIp(host, at.child('host'));
  if (host !== '') errors.push(...validateHostName(host, at.child('host')));
  const skipped = host.includes('*') && tolerance.invalidWildcardRule;
  return skipped ? errors : [...errors, ...validateHttp(rule, at)];
}

function validateHttp(rule: V1IngressRule, at: FieldPath): FieldError[] {
  if (!rule.http) return [];
  const paths = rule.http.paths ?? [];
  const pathsAt = at.child('http', 'paths');
  if (paths.length === 0) return [required(pathsAt)];
  return paths.flatMap((httpPath, position) => validateHttpPath(httpPath, pathsAt.index(position)));
}
