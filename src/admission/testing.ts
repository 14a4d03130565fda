/** For tests of plugins: attributes, and objects to look up. */
import assert from 'node:assert/strict';
import type { KubeObject } from '../api/object.ts';
import { StatusError } from '../api/status.ts';
import { cloneJson } from '../util/clone.ts';
import { deepFreeze } from '../util/freeze.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from './admission.ts';
import { AdmissionChain } from './chain.ts';
import { mayMutate } from './concerns.ts';
import type { Lookup } from './lookup.ts';

export interface TestWrite {
  readonly operation?: Operation;
  /** `pods`, `ingresses.networking.k8s.io`, `pods/ephemeralcontainers` */
  readonly resource: string;
  readonly kind?: string;
  readonly object?: object;
  readonly oldObject?: object;
  readonly namespace?: string;
  readonly user?: AdmissionAttributes['user'];
  readonly dryRun?: boolean;
  readonly options?: AdmissionAttributes['options'];
}

export interface TestResult {
  /** As mutation left it. */
  readonly object: any;
  readonly warnings: readonly string[];
  /** The message of the refusal. */
  readonly refused?: string;
  readonly code?: number;
}

/** Mutates, then validates, as a write does. */
export async function admit(plugin: AdmissionPlugin, write: TestWrite): Promise<TestResult> {
  const warnings: string[] = [];
  const attributes = attributesOf(write, warnings);
  const chain = new AdmissionChain([plugin]);
  const before = cloneJson(attributes.object);
  try {
    await chain.mutate(attributes);
    if (!mayMutate(plugin, attributes)) assert.deepEqual(attributes.object, before, `${plugin.name} changed it`);
    await chain.validate({ ...attributes, object: attributes.object && deepFreeze(attributes.object) });
    return { object: attributes.object, warnings };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { object: attributes.object, warnings, refused: error.message, code: error.code };
  }
}

export function attributesOf(write: TestWrite, warnings: string[] = []): AdmissionAttributes {
  const { operation = 'CREATE', namespace = 'default', user = { name: 'someone', groups: [] } } = write;
  const [full = '', subresource = ''] = write.resource.split('/', 2);
  const [resource = '', ...group] = full.split('.');
  const object = write.object && (cloneJson({ metadata: {}, ...write.object }) as KubeObject);
  const { name = 'x' } = object?.metadata ?? {};
  if (object) object.metadata = { namespace, ...object.metadata, name };
  return {
    operation,
    kind: { group: group.join('.'), version: 'v1', kind: write.kind ?? 'Test' },
    resource: { group: group.join('.'), version: 'v1', resource },
    subresource,
    namespace,
    name,
    object,
    oldObject: write.oldObject && (deepFreeze(cloneJson({ metadata: {}, ...write.oldObject })) as KubeObject),
    options: write.options ?? {},
    dryRun: write.dryRun ?? false,
    user,
    warn: (text) => warnings.push(text),
  };
}

export function lookup(...objects: object[]): Lookup {
  const all = objects as KubeObject[];
  return { find: (name) => all.find(({ metadata }) => metadata.name === name), list: () => all };
}
