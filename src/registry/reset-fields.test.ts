import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsOf } from '../schema/apply/field-set.ts';
import { customResourceDefinitions } from './apiextensions/customresourcedefinitions.ts';
import { horizontalPodAutoscalers } from './autoscaling/horizontalpodautoscalers.ts';
import { serviceCidrs } from './networking/servicecidrs.ts';
import { resetFields } from './reset-fields.ts';
import { deviceClasses } from './resource/deviceclasses.ts';
import { resourceClaims } from './resource/resourceclaims.ts';
import type { Resource } from './resource.ts';
import { volumeAttachments } from './storage/volumeattachments.ts';

const ROWS: readonly [resource: Resource, subresource: string, expected: string[] | undefined][] = [
  [horizontalPodAutoscalers, '', ['f:status']],
  [horizontalPodAutoscalers, 'status', ['f:spec']],
  [resourceClaims, '', ['f:status']],
  [resourceClaims, 'status', ['f:metadata', 'f:spec']],
  [volumeAttachments, 'status', ['f:metadata', 'f:spec']],
  [serviceCidrs, '', ['f:status']],
  [serviceCidrs, 'status', ['f:metadata', 'f:spec']],
  // Through their status, metadata can be written, too.
  [customResourceDefinitions, 'status', ['f:spec']],
  [deviceClasses, '', undefined],
];
for (const [resource, subresource, expected] of ROWS) {
  test(`owned by nobody through ${resource.name} ${subresource}: ${expected ?? 'as sent'}`, () => {
    const reset = resetFields(resource, subresource);
    const paths = reset && [...pathsOf(reset)].map((path) => path.join('.'));
    assert.deepEqual(paths?.sort(), expected);
  });
}
