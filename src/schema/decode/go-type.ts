/** How error messages name the Go types that kube-apiserver decodes into. */
import type { ScalarSchema, Schema } from '../schema.ts';

/** `[]v1.Container`, `map[string]string`, `int32`: the type that a field of this schema has in Go. */
export function goType(schema: Schema): string {
  switch (schema.kind) {
    case 'list':
      return `[]${goType(schema.items)}`;
    case 'map':
      return schema.values.kind === 'quantity' ? 'v1.ResourceList' : `map[string]${goType(schema.values)}`;
    case 'object':
      return schema.name.split('.').slice(-2).join('.');
    case 'quantity':
      return 'resource.Quantity';
    case 'int-or-string':
      return 'intstr.IntOrString';
    case 'any':
      return 'interface {}';
    default:
      return goScalar(schema);
  }
}

const BY_FORMAT: Readonly<Record<NonNullable<ScalarSchema['format']>, string>> = {
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  byte: '[]uint8',
  'date-time': 'v1.Time',
  'micro-time': 'v1.MicroTime',
};

function goScalar(schema: ScalarSchema): string {
  if (schema.format) return BY_FORMAT[schema.format];
  return schema.kind === 'boolean' ? 'bool' : schema.kind;
}
