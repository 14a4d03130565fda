/** `cel.bind` (cel-go's ext.Bindings). */
import type { Library } from '../environment.ts';
import { BIND } from '../macros/standard.ts';

export const BINDINGS: Library = { macros: [BIND] };
