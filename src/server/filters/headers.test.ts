import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import { headers } from './headers.ts';

async function warningsOf(warnings: string[]): Promise<string[]> {
  const context = { id: 'id', warnings } as unknown as RequestContext;
  const response: ApiResponse = await headers(context, () => ({ status: 200, headers: {}, body: Buffer.alloc(0) }));
  return response.headers.warning as string[];
}

describe('warnings in headers', () => {
  it('are quoted and encoded', async () => {
    assert.deepEqual(await warningsOf(['a "b" \\', 'ü\n']), ['299 - "a \\"b\\" \\\\"', '299 - "Ã¼ "']);
  });

  it('are whole while they fit together', async () => {
    const texts = ['a'.repeat(4000), 'b'.repeat(96)];
    assert.deepEqual(
      await warningsOf(texts),
      texts.map((text) => `299 - "${text}"`),
    );
  });

  it('are cut short, and in number, when they do not', async () => {
    const found = await warningsOf(Array.from({ length: 10_000 }, (_, position) => `${position} `.padEnd(300, 'x')));
    assert.equal(found.length, 16);
    assert.ok(found.every((header) => header.length === '299 - ""'.length + 256));
  });
});
