import { seLinuxOptions } from './se-linux-options.ts';
import { contexts, testCheck } from './testing.ts';

const type = (name: string) => ({ seLinuxOptions: { type: name } });
const FORBIDDEN = 'set forbidden securityContext.seLinuxOptions:';

testCheck(seLinuxOptions, [
  ['nothing said', contexts({}, undefined), undefined],
  [
    'allowed types',
    contexts(type(''), type('container_t'), type('container_init_t'), type('container_kvm_t')),
    undefined,
  ],
  ['a level', contexts({ seLinuxOptions: { level: 's0' } }), undefined],
  ['a type', contexts(type('foo')), `seLinuxOptions (container "a" ${FORBIDDEN} type "foo")`],
  [
    'everything everywhere',
    {
      securityContext: { seLinuxOptions: { type: 'foo', user: 'u' } },
      ...contexts(type('bar'), { seLinuxOptions: { role: 'r' } }),
    },
    `seLinuxOptions (pod and containers "a", "b" ${FORBIDDEN} types "bar", "foo"; user may not be set; role may not be set)`,
  ],
  [
    'a user alone',
    { securityContext: { seLinuxOptions: { user: 'u' } } },
    `seLinuxOptions (pod ${FORBIDDEN} user may not be set)`,
  ],
  ['container_engine_t', contexts(type('container_engine_t')), undefined],
  [
    'container_engine_t',
    contexts(type('container_engine_t')),
    `seLinuxOptions (container "a" ${FORBIDDEN} type "container_engine_t")`,
    30,
  ],
]);
