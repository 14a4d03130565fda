import { type FieldPath, path } from '../../../api/field.ts';

export const SPEC: FieldPath = path('spec');
export const STATUS: FieldPath = path('status');
export const ANNOTATIONS: FieldPath = path('metadata', 'annotations');
