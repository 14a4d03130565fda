/** The names that operators have as functions. */
export const LOGICAL_AND = '_&&_';
export const LOGICAL_OR = '_||_';
export const LOGICAL_NOT = '!_';
export const NEGATE = '-_';
export const CONDITIONAL = '_?_:_';
export const INDEX = '_[_]';
export const OPTIONAL_INDEX = '_[?_]';
export const OPTIONAL_SELECT = '_?._';
export const ADD = '_+_';
export const EQUALS = '_==_';
export const NOT_EQUALS = '_!=_';
export const IN = '@in';
/** False only where its argument is false: an error counts as true, so that a fold goes on past it. */
export const NOT_STRICTLY_FALSE = '@not_strictly_false';

export const RELATIONS: ReadonlyMap<string, string> = new Map([
  ['<', '_<_'],
  ['<=', '_<=_'],
  ['>', '_>_'],
  ['>=', '_>=_'],
  ['==', EQUALS],
  ['!=', NOT_EQUALS],
  ['in', IN],
]);

export const SUMS: ReadonlyMap<string, string> = new Map([
  ['+', ADD],
  ['-', '_-_'],
]);

export const PRODUCTS: ReadonlyMap<string, string> = new Map([
  ['*', '_*_'],
  ['/', '_/_'],
  ['%', '_%_'],
]);
