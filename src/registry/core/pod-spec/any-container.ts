import type { V1Container, V1EphemeralContainer } from '../../../schema/generated/types.ts';

export type AnyContainer = V1Container | V1EphemeralContainer;
