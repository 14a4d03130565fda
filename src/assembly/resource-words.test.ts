import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourcesCalled } from '../audit/query/resource-words.ts';
import { builtInResources } from './resources.ts';

test('every resource is meant by its plural, its singular, its kind and its short names', () => {
  for (const resource of builtInResources) {
    const words = [resource.name, resource.singular, resource.kind, ...resource.shortNames];
    for (const word of words) assert.ok(resourcesCalled(word).includes(resource.name), `${word}: ${resource.name}`);
  }
});
