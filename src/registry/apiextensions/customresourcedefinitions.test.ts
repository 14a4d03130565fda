import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, drive } from '../testing.ts';
import { customResourceDefinitions } from './customresourcedefinitions.ts';

const SCHEMA = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } };
const VERSION = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: SCHEMA } };
const definitions = drive(customResourceDefinitions, {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com', resourceVersion: '1' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [VERSION],
  },
});

const version = (change: object): Change => ({ versions: [{ ...VERSION, ...change }] });
const schema = (openAPIV3Schema: object): Change => version({ schema: { openAPIV3Schema } });
const property = (value: object): Change => schema({ type: 'object', properties: { a: value } });
const ROOT = 'spec.validation.openAPIV3Schema';
const A = `${ROOT}.properties[a]`;
const RULES = `${A}.x-kubernetes-validations`;

type Cases = readonly (readonly [what: string, spec: Change, errors: string[]])[];
const check = (cases: Cases) => {
  for (const [what, spec, errors] of cases) {
    it(what, () => assert.deepEqual(definitions.createErrors({ spec }), errors));
  }
};

describe('a definition', () => {
  const NAME = 'metadata.name: Invalid value: "widgets.example.com": must be spec.names.plural+"."+spec.group';
  check([
    ['is fine', {}, []],
    [
      'has versions',
      { versions: null },
      [
        'spec.versions: Invalid value: null: must have exactly one version marked as storage version',
        'status.storedVersions: Invalid value: null: must have at least one stored version',
      ],
    ],
    ['has a group', { group: null }, [NAME, 'spec.group: Required value']],
    [
      'has the group of a domain',
      { group: 'example' },
      [NAME, 'spec.group: Invalid value: "example": should be a domain with at least one dot'],
    ],
    ['is named after its group', { names: { plural: 'gadgets' } }, [NAME]],
    [
      'has a scope',
      { scope: 'Galaxy' },
      ['spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced"'],
    ],
    [
      'has a kind',
      { names: { kind: null, listKind: 'WidgetList', singular: 'widget' } },
      ['spec.names.kind: Required value'],
    ],
    [
      'has a list of another kind',
      { names: { listKind: 'Widget' } },
      ['spec.names.listKind: Invalid value: "Widget": kind and listKind may not be the same'],
    ],
    [
      'keeps what its schemas know',
      { preserveUnknownFields: true },
      [
        'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ],
    ],
    [
      'converts by a webhook that it has',
      { conversion: { strategy: 'Webhook' } },
      [
        'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
        'spec.conversion.conversionReviewVersions: Required value',
      ],
    ],
    [
      'has no webhook that it does not use',
      { conversion: { strategy: 'None', webhook: { conversionReviewVersions: ['v1'] } } },
      ['spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook'],
    ],
  ]);

  it('is called as what it defines, and so has no letters appended', () => {
    const named = (metadata: object) => definitions.createErrors({ metadata });
    const WHY = 'must be spec.names.plural+"."+spec.group';
    assert.deepEqual(named({ name: 'a.b' }), [`metadata.name: Invalid value: "a.b": ${WHY}`]);
    assert.deepEqual(named({ generateName: 'a-' }), [`metadata.generateName: Invalid value: "a-": ${WHY}`]);
    assert.deepEqual(named({ name: '' }), []);
  });

  it('of the community needs an approval', () => {
    const community = { metadata: { name: 'widgets.x.k8s.io' }, spec: { group: 'x.k8s.io' } };
    const annotated = (approval: string) =>
      definitions.createErrors({
        ...community,
        metadata: { ...community.metadata, annotations: { 'api-approved.kubernetes.io': approval } },
      });
    const AT = 'metadata.annotations[api-approved.kubernetes.io]';
    const WHY = 'protected groups must have approval annotation "api-approved.kubernetes.io"';
    const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';
    assert.deepEqual(definitions.createErrors(community), [`${AT}: Required value: ${WHY}, ${SEE}`]);
    assert.deepEqual(annotated('yes'), [
      `${AT}: Invalid value: "yes": ${WHY} with either a URL or a reason starting with "unapproved", ${SEE}`,
    ]);
    assert.deepEqual(annotated('https://github.com/kubernetes/kubernetes/pull/1'), []);
    assert.deepEqual(annotated('unapproved, experimental'), []);
  });

  it('gets the names that it leaves out, and remembers the stored version', () => {
    const { spec, status } = definitions.created({ status: { storedVersions: ['v0'] } });
    assert.deepEqual(spec.names, { plural: 'widgets', kind: 'Widget', singular: 'widget', listKind: 'WidgetList' });
    assert.deepEqual(spec.conversion, { strategy: 'None' });
    assert.deepEqual(status, { acceptedNames: { kind: '', plural: '' }, conditions: [], storedVersions: ['v1'] });
  });
});

describe('versions', () => {
  const second = { ...VERSION, name: 'v2', storage: false };
  const errorsOf = (versions: object[]) => definitions.createErrors({ spec: { versions } });

  it('are stored in one of them', () => {
    assert.match(
      errorsOf([VERSION, { ...second, storage: true }]).join(),
      /must have exactly one version marked as storage version/,
    );
    assert.deepEqual(errorsOf([VERSION, second]), []);
  });
  it('have names of their own', () => {
    assert.match(errorsOf([VERSION, { ...second, name: 'v1' }]).join(), /must contain unique version names/);
  });
  it('are reported one by one where they differ', () => {
    const other = { ...second, schema: { openAPIV3Schema: { properties: {} } } };
    assert.deepEqual(errorsOf([VERSION, other]), [
      'spec.versions[1].schema.openAPIV3Schema.type: Required value: must not be empty at the root',
    ]);
  });

  check([
    ['have schemas', version({ schema: undefined }), ['spec.versions[0].schema.openAPIV3Schema: Required value']],
    [
      'are warned of when they are deprecated',
      version({ deprecationWarning: 'old' }),
      ['spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions'],
    ],
    [
      'are warned of in print',
      version({ deprecated: true, deprecationWarning: 'a\nb' }),
      [
        'spec.versions[0].deprecationWarning: Invalid value: "a\\nb": must only contain printable UTF-8 characters; non-printable character found at index 1',
      ],
    ],
    [
      'scale by paths',
      version({ subresources: { scale: { specReplicasPath: '.status.n', statusReplicasPath: 'status' } } }),
      [
        'spec.subresources.scale.specReplicasPath: Invalid value: ".status.n": should be a json path under .spec',
        'spec.subresources.scale.statusReplicasPath: Invalid value: "status": must be a simple json path starting with .',
      ],
    ],
    [
      'print columns',
      version({ additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: '.a' }, { type: 'string' }] }),
      [
        'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
        'spec.additionalPrinterColumns[1].name: Required value',
        'spec.additionalPrinterColumns[1].JSONPath: Required value',
      ],
    ],
    [
      'are selected by fields of their schema',
      version({
        selectableFields: [
          { jsonPath: '.spec.size' },
          { jsonPath: '.spec' },
          { jsonPath: '.metadata.name' },
          { jsonPath: '.spec.__proto__' },
        ],
      }),
      [
        'spec.selectableFields[1].jsonPath: Invalid value: ".spec": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
        'spec.selectableFields[2].jsonPath: Invalid value: ".metadata.name": is an invalid path: does not refer to a valid field',
        'spec.selectableFields[3].jsonPath: Invalid value: ".spec.__proto__": is an invalid path: does not refer to a valid field',
      ],
    ],
  ]);
});

describe('a schema', () => {
  check([
    ['may be for anything', schema({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }), []],
    [
      'may be for numbers in words',
      property({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }),
      [],
    ],
    ['has a type', schema({ properties: {} }), [`${ROOT}.type: Required value: must not be empty at the root`]],
    [
      'is of objects',
      schema({ type: 'array', items: { type: 'string' } }),
      [`${ROOT}.type: Invalid value: "array": must be object at the root`],
    ],
    [
      'has types everywhere',
      property({}),
      [`${A}.type: Required value: must not be empty for specified object fields`],
    ],
    ['says what lists hold', property({ type: 'array' }), [`${A}.items: Required value: must be specified`]],
    [
      'has types that exist',
      property({ type: 'date' }),
      [
        `${A}.type: Unsupported value: "date": supported values: "array", "boolean", "integer", "number", "object", "string"`,
      ],
    ],
    [
      'has no type null',
      property({ type: 'null' }),
      [
        `${A}.type: Unsupported value: "null": supported values: "array", "boolean", "integer", "number", "object", "string"`,
        `${A}.type: Forbidden: type cannot be set to null, use nullable as an alternative`,
      ],
    ],
    [
      'has no keywords that are not supported',
      property({ type: 'object', $ref: '#/x', patternProperties: { a: { type: 'string' } } }),
      [
        `${A}.patternProperties: Forbidden: patternProperties is not supported`,
        `${A}.$ref: Forbidden: $ref is not supported`,
      ],
    ],
    [
      'is a struct or a map',
      property({ type: 'object', properties: { b: { type: 'string' } }, additionalProperties: { type: 'string' } }),
      [`${A}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`],
    ],
    [
      'has no slow lists',
      property({ type: 'array', items: { type: 'string' }, uniqueItems: true }),
      [`${A}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`],
    ],
    [
      'names types outside of anyOf',
      property({ type: 'string', anyOf: [{ type: 'string' }, { description: 'b' }] }),
      [
        `${A}.anyOf[0].type: Forbidden: must be empty to be structural`,
        `${A}.anyOf[1].description: Forbidden: must be empty to be structural`,
      ],
    ],
    [
      'knows the keys of map lists',
      property({
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['k', 'l', 'm'],
        items: { type: 'object', properties: { k: { type: 'string' }, l: { type: 'object', default: {} } } },
      }),
      [
        `${A}.items.properties[l].type: Invalid value: "object": must be a scalar type if parent array's x-kubernetes-list-type is map`,
        `${A}.x-kubernetes-list-map-keys: Invalid value: ["k","l","m"]: entries must all be names of item properties`,
        `${A}.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
      ],
    ],
    [
      'leaves metadata alone, but for names',
      schema({
        type: 'object',
        properties: { metadata: { type: 'object', properties: { labels: { type: 'object' } } } },
      }),
      [
        `${ROOT}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
      ],
    ],
    [
      'may narrow names',
      schema({
        type: 'object',
        properties: { metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 9 } } } },
      }),
      [],
    ],
    [
      'has keys of map lists',
      property({
        type: 'array',
        'x-kubernetes-list-type': 'map',
        items: { type: 'object', properties: { k: { type: 'string' } } },
      }),
      [`${A}.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`],
    ],
    [
      'says which things are lists',
      property({ type: 'string', 'x-kubernetes-list-type': 'set' }),
      [`${A}.type: Invalid value: "string": must be array if x-kubernetes-list-type is specified`],
    ],
    [
      'says which things are maps',
      property({ type: 'string', 'x-kubernetes-map-type': 'atomic' }),
      [`${A}.type: Invalid value: "string": must be object if x-kubernetes-map-type is specified`],
    ],
    [
      'may give numbers in words a type, as that of volume snapshots does',
      property({ 'x-kubernetes-int-or-string': true, type: 'string' }),
      [],
    ],
    [
      'may narrow numbers in words',
      property({
        'x-kubernetes-int-or-string': true,
        allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { maxLength: 3 }],
      }),
      [],
    ],
    [
      'knows numbers in words by their order',
      property({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'string' }, { type: 'integer' }] }),
      [0, 1].map((i) => `${A}.anyOf[${i}].type: Forbidden: must be empty to be structural`),
    ],
    [
      'preserves nothing in numbers in words',
      property({ 'x-kubernetes-int-or-string': true, 'x-kubernetes-preserve-unknown-fields': true }),
      [
        `${A}.x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true`,
      ],
    ],
    [
      'says outside of oneOf what it says in it',
      schema({ type: 'object', oneOf: [{ required: ['a'], properties: { a: { not: { properties: { b: {} } } } } }] }),
      [`${ROOT}.properties[a]: Required value: because it is defined in ${ROOT}.oneOf[0].properties[a]`],
    ],
    [
      'says so in lists',
      schema({
        type: 'object',
        properties: { a: { type: 'array', items: { type: 'object' } } },
        not: { properties: { a: { items: { properties: { b: {} } } } } },
      }),
      [
        `${A}.items.properties[b]: Required value: because it is defined in ${ROOT}.not.properties[a].items.properties[b]`,
      ],
    ],
    [
      'says nothing but of values in junctors',
      property({
        type: 'object',
        anyOf: [
          { nullable: false, title: '', additionalProperties: false },
          { additionalProperties: {}, 'x-kubernetes-list-map-keys': [] },
        ],
        not: { properties: { metadata: { maxLength: 1 } }, 'x-kubernetes-validations': [{ rule: 'true' }] },
      }),
      [
        `${A}.anyOf[1].additionalProperties: Forbidden: must be undefined to be structural`,
        `${A}.not.properties[metadata]: Forbidden: must not be specified in a nested context`,
        `${A}.not.x-kubernetes-validations: Forbidden: must be empty to be structural`,
      ],
    ],
    [
      'has patterns that can be matched',
      property({ type: 'string', pattern: '(a', allOf: [{ pattern: '^a{1,3}$' }] }),
      [
        `${A}.pattern: Invalid value: "(a": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`(a\``,
      ],
    ],
    [
      'is not of one map',
      schema({ type: 'object', additionalProperties: { type: 'string' } }),
      [`${ROOT}.additionalProperties: Forbidden: must not be used at the root`],
    ],
    [
      'says what is in objects in objects',
      property({ 'x-kubernetes-embedded-resource': true }),
      [
        `${A}.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields`,
        `${A}.type: Required value: must be object if x-kubernetes-embedded-resource is true`,
      ],
    ],
    [
      'leaves types of all objects alone',
      property({
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        properties: { kind: { type: 'integer' }, metadata: { type: 'string' } },
      }),
      [
        `${A}.properties[kind].type: Invalid value: "integer": must be string`,
        `${A}.properties[metadata].type: Invalid value: "string": must be object`,
      ],
    ],
    [
      'describes no metadata',
      schema({ type: 'object', properties: { metadata: { type: 'object', description: 'a' } } }),
      [
        `${ROOT}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
      ],
    ],
    [
      'gives metadata no defaults',
      schema({
        type: 'object',
        properties: {
          metadata: { type: 'object', default: {} },
          kind: { type: 'string', default: 'A' },
          spec: {
            type: 'object',
            'x-kubernetes-embedded-resource': true,
            properties: {
              kind: { type: 'string', default: 'A' },
              metadata: {
                type: 'object',
                properties: {
                  labels: { type: 'object', additionalProperties: { type: 'string', default: 'a' } },
                  owner: {
                    type: 'object',
                    'x-kubernetes-embedded-resource': true,
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                },
              },
            },
          },
        },
      }),
      [
        `${ROOT}.properties[metadata].default: Forbidden: must not be set in top-level metadata`,
        `${ROOT}.properties[kind].default: Forbidden: must not be set in top-level kind`,
        `${ROOT}.properties[spec].properties[metadata].properties[labels].additionalProperties.default: Forbidden: must not be set inside additionalProperties applying to object metadata`,
        `${ROOT}.properties[spec].properties[metadata].properties[owner].x-kubernetes-embedded-resource: Forbidden: must not be used inside of resource meta`,
      ],
    ],
    [
      'has sets of what is whole',
      property({ type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object', nullable: true } }),
      [
        `${A}.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set`,
        `${A}.items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set`,
      ],
    ],
    [
      'has sets of lists that are whole',
      property({
        type: 'array',
        'x-kubernetes-list-type': 'set',
        items: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      }),
      [
        `${A}.items.x-kubernetes-list-type: Invalid value: "set": must be atomic as item of a list with x-kubernetes-list-type=set`,
      ],
    ],
    [
      'has rules',
      property({
        type: 'object',
        properties: { z: { type: 'string' } },
        'x-kubernetes-validations': [
          { rule: '', message: 'a\nb' },
          { rule: 'true', message: 'a\nb', reason: 'Because', fieldPath: '.y' },
          { rule: 'true ||\nfalse', messageExpression: ' ', fieldPath: '\n' },
          { rule: 'true', message: ' ', reason: 'FieldValueForbidden', fieldPath: ".['z']" },
          { rule: 'true', fieldPath: '.z' },
        ],
      }),
      [
        `${RULES}[0].rule: Required value: rule is not specified`,
        `${RULES}[1].message: Invalid value: "a\\nb": must not contain line breaks`,
        `${RULES}[1].reason: Unsupported value: "Because": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`,
        `${RULES}[1].fieldPath: Invalid value: ".y": must be a valid path`,
        `${RULES}[2].message: Required value: message must be specified if rule contains line breaks`,
        `${RULES}[2].messageExpression: Required value: messageExpression must be non-empty if specified`,
        `${RULES}[2].fieldPath: Invalid value: "\\n": must be non-empty if specified`,
        `${RULES}[2].fieldPath: Invalid value: "\\n": must not contain line breaks`,
        `${RULES}[2].fieldPath: Invalid value: "\\n": must be a valid path`,
        `${RULES}[3].message: Invalid value: " ": must be non-empty if specified`,
        `${RULES}[3].fieldPath: Invalid value: ".['z']": must be a valid path`,
      ],
    ],
    [
      'is never null',
      schema({ type: 'object', nullable: true }),
      [`${ROOT}.nullable: Forbidden: nullable cannot be true at the root`],
    ],
  ]);

  it('holds for status and spec alike where there is a status', () => {
    const change = version({
      subresources: { status: {} },
      schema: { openAPIV3Schema: { ...SCHEMA, minProperties: 1 } },
    });
    assert.match(
      definitions.createErrors({ spec: change }).join(),
      /only \[Description Type Format .* Example XPreserveUnknownFields XValidations\] fields are allowed at the root of the schema if the status/,
    );
  });
});

describe('an update', () => {
  const established = { conditions: [{ type: 'Established', status: 'True' }], storedVersions: ['v1'] };
  const update = (spec: Change, status: object = established): string[] => {
    const old = definitions.created();
    old.status = status;
    const definition = { ...structuredClone(old), spec: { ...old.spec, ...spec } };
    const { strategy } = customResourceDefinitions;
    strategy.prepareForUpdate!(definition as never, old as never, { now: '', user: { name: '', groups: [] } });
    return strategy.validateUpdate!(definition as never, old as never).map(String);
  };
  const moved = [{ ...VERSION, name: 'v2' }];

  it('may do nothing', () => assert.deepEqual(update({}), []));
  it('does not move what is established', () => {
    assert.deepEqual(update({ scope: 'Cluster' }), ['spec.scope: Invalid value: "Cluster": field is immutable']);
    assert.deepEqual(update({ scope: 'Cluster' }, { storedVersions: ['v1'] }), []);
  });
  it('does not drop a version that objects are stored in', () => {
    assert.match(
      update({ versions: moved }).join(),
      /^status.storedVersions\[0\]: Invalid value: "v1": missing from spec.versions; v1 was/,
    );
  });
});

describe('formats that nobody checks are warned of', () => {
  const formats = (...list: string[]): Change => ({
    spec: schema({
      type: 'object',
      properties: Object.fromEntries(list.map((format, i) => [`p${i}`, { type: 'string', format }])),
    }),
  });
  it('each once', () => {
    assert.deepEqual(definitions.createWarnings(formats('date-time', 'uuid', 'ip', 'k8s-long-name', 'ip', 'semver')), [
      'unrecognized format "ip"',
      'unrecognized format "semver"',
    ]);
  });
  it('of the type that has them', () => {
    const warnings = (format: string, type?: string) =>
      definitions.createWarnings({ spec: property({ type, format, 'x-kubernetes-preserve-unknown-fields': true }) });
    for (const [format, type] of [['int53', 'integer'], ['date', 'boolean'], ['int32']] as const) {
      assert.deepEqual(warnings(format, type), [`unrecognized format "${format}"`], format);
    }
    for (const [format, type] of [['int64', 'integer'], ['float', 'number'], ['date']] as const) {
      assert.deepEqual(warnings(format, type), [], format);
    }
  });
  it('where they are new', () => {
    const { strategy } = customResourceDefinitions;
    const of = (...list: string[]) => definitions.created(formats(...list));
    assert.deepEqual(strategy.warnings!(of('ip', 'semver'), of('ip')), ['unrecognized format "semver"']);
  });
});
