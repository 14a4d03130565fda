import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NodeGraph } from './graph.ts';
import { useKey } from './use-key.ts';

const pod = (name: string) => useKey('pod', 'ns', name);
const secret = (name: string) => useKey('secret', 'ns', name);
const claim = (name: string) => useKey('persistentvolumeclaim', 'ns', name);
const volume = (name: string) => useKey('persistentvolume', '', name);

test('a pod gives its node what it uses, and takes it along when it goes', () => {
  const graph = new NodeGraph();
  graph.place(pod('p'), 'a', [secret('s')]);
  assert.equal(graph.concerns('a', 'pod', 'ns', 'p'), true);
  assert.equal(graph.concerns('a', 'secret', 'ns', 's'), true);
  assert.equal(graph.concerns('b', 'secret', 'ns', 's'), false);
  graph.place(pod('p'), 'b', [secret('s')]);
  assert.equal(graph.concerns('a', 'secret', 'ns', 's'), false);
  assert.equal(graph.concerns('b', 'secret', 'ns', 's'), true);
  graph.remove(pod('p'));
  assert.equal(graph.concerns('b', 'pod', 'ns', 'p'), false);
  assert.equal(graph.concerns('b', 'secret', 'ns', 's'), false);
  assert.equal(graph.size, 0);
});

test('what two pods use stays when one of them goes', () => {
  const graph = new NodeGraph();
  graph.place(pod('p'), 'a', [secret('s')]);
  graph.place(pod('q'), 'a', [secret('s')]);
  graph.remove(pod('p'));
  assert.equal(graph.concerns('a', 'secret', 'ns', 's'), true);
  graph.remove(pod('q'));
  assert.equal(graph.concerns('a', 'secret', 'ns', 's'), false);
});

test('a name with a slash is not another namespace', () => {
  const graph = new NodeGraph();
  graph.place(useKey('pod', 'a', 'p'), 'n', [useKey('secret', 'a', 'b/c')]);
  assert.equal(graph.concerns('n', 'secret', 'a/b', 'c'), false);
});

/** What the graph answers without searching, searched for. */
class Model {
  readonly pods = new Map<string, { node: string; uses: string[] }>();
  readonly volumes = new Map<string, { claim: string; secrets: string[] }>();

  concerns(node: string, key: string): boolean {
    const used = new Set<string>();
    for (const [name, pod] of this.pods) if (pod.node === node) for (const use of [name, ...pod.uses]) used.add(use);
    for (const [name, { claim, secrets }] of this.volumes) {
      if (used.has(claim)) for (const use of [name, ...secrets]) used.add(use);
    }
    return used.has(key);
  }
}

const names = ['x', 'y', 'z'];
const someName = fc.constantFrom(...names);
const node = fc.constantFrom('', 'a', 'b');
const steps = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('place' as const),
      name: someName,
      node,
      secrets: fc.uniqueArray(someName),
      claims: fc.uniqueArray(someName),
    }),
    fc.record({
      type: fc.constant('bind' as const),
      name: someName,
      claim: fc.option(someName, { nil: undefined }),
      secrets: fc.uniqueArray(someName),
    }),
  ),
  { maxLength: 40 },
);

test('after any changes the answers are those of a search, and nothing is left when everything is gone', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const graph = new NodeGraph();
      const model = new Model();
      for (const step of all) {
        const secrets = step.secrets.map(secret);
        if (step.type === 'place') {
          const uses = [...secrets, ...step.claims.map(claim)];
          graph.place(pod(step.name), step.node, uses);
          if (step.node === '') model.pods.delete(pod(step.name));
          else model.pods.set(pod(step.name), { node: step.node, uses });
        } else if (step.claim === undefined) {
          graph.unbind(volume(step.name));
          model.volumes.delete(volume(step.name));
        } else {
          graph.bind(volume(step.name), claim(step.claim), secrets);
          model.volumes.set(volume(step.name), { claim: claim(step.claim), secrets });
        }
        compare(graph, model);
      }
      for (const name of names) {
        graph.remove(pod(name));
        graph.unbind(volume(name));
      }
      assert.equal(graph.size, 0);
    }),
  );
});

function compare(graph: NodeGraph, model: Model): void {
  for (const on of ['a', 'b']) {
    for (const name of names) {
      assert.equal(graph.concerns(on, 'pod', 'ns', name), model.concerns(on, pod(name)));
      assert.equal(graph.concerns(on, 'secret', 'ns', name), model.concerns(on, secret(name)));
      assert.equal(graph.concerns(on, 'persistentvolumeclaim', 'ns', name), model.concerns(on, claim(name)));
      assert.equal(graph.concerns(on, 'persistentvolume', '', name), model.concerns(on, volume(name)));
    }
  }
}
