import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../../../api/object.ts';
import { NO_BODY } from '../../../request/body-pieces.ts';
import type { ApiRequest, ApiResponse } from '../../../request/http.ts';
import { schemaOf } from '../../../schema/schema-of.ts';
import { DEFINITION_NAMES } from '../../../schema/tables/definitions.ts';
import type { ApiResource } from '../discovery/api-resource.ts';
import type { CatalogGroup } from '../discovery/catalog.ts';
import { PROTOBUF_V2 } from './protobuf-document.ts';
import { OpenApiRoute } from './route.ts';

const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const row = (name: string, kind: string, rest: Partial<ApiResource> = {}): ApiResource => ({
  name,
  kind,
  singularName: '',
  namespaced: true,
  verbs: ALL,
  ...rest,
});

const CATALOG: CatalogGroup[] = [
  {
    name: '',
    versions: [
      {
        version: 'v1',
        answersDeleted: new Set(['pods']),
        resources: [
          row('namespaces', 'Namespace', { namespaced: false }),
          row('persistentvolumes', 'PersistentVolume', { namespaced: false }),
          row('pods', 'Pod'),
          row('pods/eviction', 'Eviction', { group: 'policy', version: 'v1', verbs: ['create'] }),
          row('pods/exec', 'PodExecOptions', { verbs: ['create', 'get'] }),
          row('services', 'Service'),
        ],
      },
    ],
  },
  {
    name: 'apps',
    versions: [
      {
        version: 'v1',
        answersDeleted: new Set(),
        resources: [
          row('deployments', 'Deployment'),
          row('deployments/scale', 'Scale', { group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] }),
          row('statefulsets', 'StatefulSet'),
          row('deployments/status', 'Deployment', { verbs: ['get', 'patch', 'update'] }),
        ],
      },
    ],
  },
  {
    name: 'apiextensions.k8s.io',
    versions: [
      {
        version: 'v1',
        answersDeleted: new Set(),
        resources: [row('customresourcedefinitions', 'CustomResourceDefinition', { namespaced: false })],
      },
    ],
  },
];

const route = new OpenApiRoute(() => CATALOG, 'v1.36.0');

function request(target: string, headers: Record<string, string> = {}, method = 'GET'): ApiRequest {
  const [path, rawQuery = ''] = target.split('?');
  return { method, path: path!, rawQuery, query: new URLSearchParams(rawQuery), headers } as unknown as ApiRequest;
}

async function get(target: string, headers: Record<string, string> = {}): Promise<ApiResponse> {
  const response = await route.handle(request(target, headers));
  assert.ok(response, `${target} is not found`);
  return response;
}

async function getJson(target: string): Promise<JsonObject> {
  const response = await get(target);
  assert.equal(response.status, 200);
  assert.equal(response.headers['content-type'], 'application/json');
  return JSON.parse((response.body as Buffer).toString());
}

describe('the index of OpenAPI 3', () => {
  it('leads to a document for each group version, by its hash', async () => {
    const { paths } = await getJson('/openapi/v3');
    const about = Object.keys(paths);
    for (const path of [
      'api',
      'api/v1',
      'apis',
      'apis/apps',
      'apis/apps/v1',
      'apis/apiextensions.k8s.io/v1',
      'version',
    ])
      assert.ok(about.includes(path), path);
    for (const { serverRelativeURL } of Object.values(paths) as { serverRelativeURL: string }[]) {
      assert.match(serverRelativeURL, /^\/openapi\/v3\/.+\?hash=[0-9A-F]{128}$/);
      assert.equal((await getJson(serverRelativeURL)).openapi, '3.0.0');
    }
  });
});

describe('how documents are answered', () => {
  const target = '/openapi/v3/apis/apps/v1';

  it('compressed to those who take it so', async () => {
    const compressed = await get(target, { 'accept-encoding': 'gzip, deflate' });
    const plain = await get(target, { 'accept-encoding': 'gzip;q=0' });
    assert.equal(compressed.headers['content-encoding'], 'gzip');
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.deepEqual(gunzipSync(compressed.body as Buffer), plain.body);
  });

  it('not again to those who have it', async () => {
    const first = await get(target);
    const second = await get(target, { 'if-none-match': first.headers.etag as string });
    assert.deepEqual([second.status, second.body], [304, NO_BODY]);
  });

  it('to be kept only where the hash says which', async () => {
    const { etag, 'cache-control': unbound } = (await get(target)).headers;
    const hash = (etag as string).slice(1, -1);
    assert.equal(unbound, undefined);
    assert.match((await get(`${target}?hash=${hash}`)).headers['cache-control'] as string, /immutable/);
    const moved = await get(`${target}?hash=OLD`);
    assert.deepEqual([moved.status, moved.headers.location], [301, `${target}?hash=${hash}`]);
  });

  it('in JSON, and v2 in protobuf as well', async () => {
    const protobuf = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const inProtobuf = await get('/openapi/v2', { accept: protobuf });
    assert.equal(inProtobuf.headers['content-type'], PROTOBUF_V2);
    assert.ok((inProtobuf.body as Buffer).includes('io.k8s.api.core.v1.PodSpec'));
    const inJson = await get('/openapi/v2');
    assert.notEqual(inProtobuf.headers.etag, inJson.headers.etag);
    assert.throws(() => route.handle(request('/openapi/v3', { accept: protobuf })), { code: 406 });
    assert.equal((await get('/openapi/v2', { accept: `${protobuf}, application/json` })).status, 200);
    assert.equal((await get('/openapi/v2', { accept: '*/*' })).status, 200);
  });

  it('to GET only, and only where there is one', async () => {
    assert.throws(() => route.handle(request(target, {}, 'POST')), { code: 405 });
    assert.equal(route.handle(request('/openapi/v4')), undefined);
    assert.equal(await route.handle(request('/openapi/v3/apis/nope/v1')), undefined);
    assert.equal(await route.handle(request('/openapi/v3/__proto__')), undefined);
  });
});

const WRITERS = [
  ['v3', '/openapi/v3/apis/apps/v1', (document: JsonObject) => document.components.schemas],
  ['v2', '/openapi/v2', (document: JsonObject) => document.definitions],
] as const;

for (const [version, target, definitionsOf] of WRITERS) {
  describe(`a document of OpenAPI ${version}`, async () => {
    const document = await getJson(target);
    const definitions = definitionsOf(document);
    const deployments = '/apis/apps/v1/namespaces/{namespace}/deployments';

    it('refers only to what it defines', () => {
      const references = JSON.stringify(document).matchAll(
        /"\$ref":"#\/(?:components\/schemas|definitions)\/([^"]+)"/g,
      );
      const missing = [...references].map(([, name]) => name!).filter((name) => !Object.hasOwn(definitions, name));
      assert.deepEqual(missing, []);
    });

    it('tells kubectl which kind a path is about', () => {
      const gvk = { group: 'apps', kind: 'Deployment', version: 'v1' };
      for (const [path, method, action] of [
        [deployments, 'get', 'list'],
        [deployments, 'post', 'post'],
        [deployments, 'delete', 'deletecollection'],
        ['/apis/apps/v1/deployments', 'get', 'list'],
        [`${deployments}/{name}`, 'get', 'get'],
        [`${deployments}/{name}`, 'put', 'put'],
        [`${deployments}/{name}`, 'patch', 'patch'],
        [`${deployments}/{name}`, 'delete', 'delete'],
        [`${deployments}/{name}/status`, 'patch', 'patch'],
      ] as const) {
        const operation = document.paths[path][method];
        assert.deepEqual(operation['x-kubernetes-group-version-kind'], gvk, `${method} ${path}`);
        assert.equal(operation['x-kubernetes-action'], action);
      }
      const scale = document.paths[`${deployments}/{name}/scale`].get;
      assert.deepEqual(scale['x-kubernetes-group-version-kind'], {
        group: 'autoscaling',
        kind: 'Scale',
        version: 'v1',
      });
      assert.deepEqual(definitions['io.k8s.api.apps.v1.Deployment']['x-kubernetes-group-version-kind'], [gvk]);
    });

    it('tells kubectl that the server checks fields and runs dry', () => {
      const names = document.paths[`${deployments}/{name}`].patch.parameters.map(({ name }: JsonObject) => name);
      for (const name of ['dryRun', 'fieldManager', 'fieldValidation', 'force']) assert.ok(names.includes(name), name);
    });

    it('tells what each parameter means', () => {
      const { parameters, get, delete: deletion } = document.paths[deployments];
      const said = new Map([...parameters, ...get.parameters].map(({ name, description }: any) => [name, description]));
      assert.match(said.get('namespace'), /namespace/);
      assert.match(said.get('labelSelector'), /list of returned objects by their labels/);
      assert.match(said.get('watch'), /^Watch for changes to the described resources/);
      assert.ok([...said.values()].every((description) => description));
      const asked = deletion.parameters.map(({ name }: JsonObject) => name);
      assert.ok(asked.includes('propagationPolicy') && asked.includes('limit'));
      assert.ok(!asked.includes('watch') && !asked.includes('allowWatchBookmarks'));
      assert.equal(new Set(asked).size, asked.length);
    });

    it('tells how lists are merged', () => {
      const { containers, volumes } = definitions['io.k8s.api.core.v1.PodSpec'].properties;
      assert.deepEqual(containers['x-kubernetes-list-map-keys'], ['name']);
      assert.equal(containers['x-kubernetes-list-type'], 'map');
      assert.equal(containers['x-kubernetes-patch-strategy'], 'merge');
      assert.equal(containers['x-kubernetes-patch-merge-key'], 'name');
      assert.equal(volumes['x-kubernetes-patch-strategy'], 'merge,retainKeys');
      assert.equal(
        definitions['io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector']['x-kubernetes-map-type'],
        'atomic',
      );
    });

    it('tells the values of strings, in the description too', () => {
      const { restartPolicy, nodeName } = definitions['io.k8s.api.core.v1.PodSpec'].properties;
      assert.deepEqual(restartPolicy.enum, ['Always', 'Never', 'OnFailure']);
      assert.match(
        restartPolicy.description,
        /\S\n\nPossible enum values:\n - `"Always"`\n - `"Never"`\n - `"OnFailure"`$/,
      );
      assert.equal(nodeName.enum, undefined);
    });

    it('tells the values of the strings in lists and maps, not in the description', () => {
      const { accessModes, allocatedResourceStatuses } =
        definitions['io.k8s.api.core.v1.PersistentVolumeClaimStatus'].properties;
      const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
      assert.deepEqual(accessModes.items, { type: 'string', enum: modes });
      assert.doesNotMatch(accessModes.description, /Possible enum values/);
      assert.ok(allocatedResourceStatuses.additionalProperties.enum.includes('NodeResizePending'));
    });

    it('tells types, descriptions, required fields', () => {
      const { properties, required } = definitions['io.k8s.api.core.v1.ContainerPort'];
      assert.deepEqual(required, ['containerPort']);
      assert.deepEqual([properties.containerPort.type, properties.containerPort.format], ['integer', 'int32']);
      assert.match(properties.hostIP.description, /host IP/);
      assert.match(definitions['io.k8s.api.apps.v1.Deployment'].description, /declarative updates/);
    });
  });
}

describe('what only one of the versions says', () => {
  it('v3 tells defaults', async () => {
    const protocol = 'io.k8s.api.core.v1.ContainerPort';
    const { components } = await getJson('/openapi/v3/apis/apps/v1');
    const { definitions } = await getJson('/openapi/v2');
    assert.equal(components.schemas[protocol].properties.protocol.default, 'TCP');
    assert.equal(definitions[protocol].properties.protocol.default, undefined);
  });

  it('v3 wraps references, so that something may stand beside them', async () => {
    const { components } = await getJson('/openapi/v3/apis/apps/v1');
    const { spec } = components.schemas['io.k8s.api.apps.v1.Deployment'].properties;
    assert.deepEqual(spec.allOf, [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec' }]);
    assert.equal(typeof spec.description, 'string');
  });

  it('v3 names the patch types, which tells kubectl apply that it may merge strategically', async () => {
    const { paths } = await getJson('/openapi/v3/apis/apps/v1');
    const { patch } = paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
    assert.ok(Object.hasOwn(patch.requestBody.content, 'application/strategic-merge-patch+json'));
    assert.ok(Object.hasOwn(patch.requestBody.content, 'application/apply-patch+yaml'));
  });

  it('a field overrules the map type of its struct', async () => {
    const { definitions } = await getJson('/openapi/v2');
    const { claimRef } = definitions['io.k8s.api.core.v1.PersistentVolumeSpec'].properties;
    assert.equal(claimRef['x-kubernetes-map-type'], 'granular');
    assert.equal(definitions['io.k8s.api.core.v1.ObjectReference']['x-kubernetes-map-type'], 'atomic');
  });

  it('recursive kinds refer to themselves', async () => {
    const { components } = await getJson('/openapi/v3/apis/apiextensions.k8s.io/v1');
    const name = [...DEFINITION_NAMES.values()].find((candidate) => candidate.endsWith('.JSONSchemaProps'))!;
    assert.deepEqual(components.schemas[name].properties.not.allOf, [{ $ref: `#/components/schemas/${name}` }]);
    assert.equal(schemaOf('V1JSONSchemaProps').name, name);
  });
});

describe('while documents are made', () => {
  it('the event loop goes on', async () => {
    let turns = 0;
    let made = false;
    const counting = (async () => {
      for (; !made; turns++) await new Promise((resolve) => setImmediate(resolve));
    })();
    const fresh = new OpenApiRoute(() => [...CATALOG], 'v1.36.0');
    await fresh.handle(request('/openapi/v3'));
    made = true;
    await counting;
    assert.ok(turns >= CATALOG.length);
  });
});
