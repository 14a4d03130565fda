/** What kubectl 1.36 sent for a command, against the object that it prints for the same command with --dry-run=client. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseApiVersion } from '../../api/object.ts';
import { decodeObject } from '../decode/decode-object.ts';
import { modelOf } from '../model-of.ts';
import { schemaOf } from '../schema-of.ts';

interface KubectlBody {
  readonly command: string;
  /** Base64. */
  readonly body: string;
  readonly object: { readonly apiVersion: string; readonly kind: string };
}

const fixtures = new URL('./fixtures/kubectl-bodies.json', import.meta.url);
const bodies: readonly KubectlBody[] = JSON.parse(readFileSync(fixtures, 'utf8'));

describe('a body of kubectl is read as the object it stands for', () => {
  for (const { command, body, object } of bodies) {
    it(command, async () => {
      const gvk = { ...parseApiVersion(object.apiVersion), kind: object.kind };
      const options = { gvk, schema: schemaOf(modelOf(gvk)!), fieldValidation: 'Strict' } as const;
      const asJson = Buffer.from(JSON.stringify(object));
      const expected = await decodeObject(asJson, { ...options, contentType: 'json' });
      const found = await decodeObject(Buffer.from(body, 'base64'), { ...options, contentType: 'protobuf' });
      assert.deepEqual(found, expected);
    });
  }
});
