import { type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../../api/field.ts';
import type { V1HTTPIngressPath } from '../../../schema/generated/types.ts';
import { validateBackend } from './backend.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
/** Sequences that proxies read differently: a path with one may match what it was not meant to. */
const FORBIDDEN_PARTS = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_ENDS = ['/..', '/.'];

export function validateHttpPath(httpPath: V1HTTPIngressPath, at: FieldPath): FieldError[] {
  const { path = '', pathType, backend = {} } = httpPath;
  if (typeof pathType !== 'string') return [required(at.child('pathType'), 'pathType must be specified')];
  return [...validatePath(path, pathType, at), ...validateBackend(backend, at.child('backend'))];
}

function validatePath(path: string, type: string, at: FieldPath): FieldError[] {
  if (!PATH_TYPES.includes(type)) return [notSupported(at.child('pathType'), type, PATH_TYPES)];
  if (type === 'ImplementationSpecific' && path === '') return [];
  const details = type === 'ImplementationSpecific' ? absoluteErrors(path) : exactErrors(path);
  return details.map((detail) => invalidValue(at.child('path'), path, detail));
}

function absoluteErrors(path: string): string[] {
  return path.startsWith('/') ? [] : ['must be an absolute path'];
}

function exactErrors(path: string): string[] {
  return [
    ...absoluteErrors(path),
    ...FORBIDDEN_PARTS.filter((part) => path.includes(part)).map((part) => `must not contain '${part}'`),
    ...FORBIDDEN_ENDS.filter((end) => path.endsWith(end)).map((end) => `cannot end with '${end}'`),
  ];
}
