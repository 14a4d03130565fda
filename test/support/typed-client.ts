/** The operations that `@kubernetes/client-node` has methods for. It is made from the document that upstream publishes. */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const APIS = fileURLToPath(new URL('../../node_modules/@kubernetes/client-node/dist/gen/apis/', import.meta.url));
const REQUESTS = /\/\*\*\n((?: {5}\*[^\n]*\n)+?) {5}\*\/\n {4}async (\w+)\([^)]*\) \{\n(.*?)\n {4}\}\n/gs;
const RESPONSES = / {4}async (\w+)WithHttpInfo\(response\) \{\n(.*?)\n {4}\}\n/gs;
const DESERIALIZED = /isCodeInRange\("(\d+)"[^}]*?, "(\w+)", ""\)/g;

export interface TypedOperation {
  readonly method: string;
  readonly path: string;
  readonly description: string;
  /** Names, sorted. */
  readonly query: readonly string[];
  /** By status, the class of what is answered: `V1Pod`. */
  readonly answers: Readonly<Record<string, string>>;
}

/** By class and method: `CoreV1Api.listNamespacedPod`. */
export function readTypedOperations(): Map<string, TypedOperation> {
  const operations = new Map<string, TypedOperation>();
  for (const file of globSync('*Api.js', { cwd: APIS })) {
    const [requests, responses] = readFileSync(APIS + file, 'utf8').split('ResponseProcessor {') as [string, string];
    const answers = readAnswers(responses);
    for (const [, comment, name, body] of requests.matchAll(REQUESTS)) {
      operations.set(`${basename(file, '.js')}.${name}`, {
        method: /HttpMethod\.(\w+)/.exec(body!)![1]!.toLowerCase(),
        path: /localVarPath = '([^']+)'/.exec(body!)![1]!,
        description: /\* (.*)/.exec(comment!)![1]!.replaceAll("\\'", "'"),
        query: [...body!.matchAll(/setQueryParam\("(\w+)"/g)].map(([, parameter]) => parameter!).sort(),
        answers: answers.get(name!)!,
      });
    }
  }
  return operations;
}

function readAnswers(responses: string): Map<string, Record<string, string>> {
  const ofMethods = [...responses.matchAll(RESPONSES)].map(([, name, body]) => {
    const answers = [...body!.matchAll(DESERIALIZED)].map(([, status, type]) => [status!, type!]);
    return [name!, Object.fromEntries(answers)] as const;
  });
  return new Map(ofMethods);
}
