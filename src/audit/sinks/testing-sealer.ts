import type { LineSealer } from './line-sealer.ts';

/** For tests that look at the lines. */
export const UNSEALED: LineSealer = {
  growth: 0,
  seal: (json, into, at) => at + into.write(json, at),
  checkpoint: () => undefined,
};
