import { ObjectTooLarge } from '../registry/store/codec.ts';

/**
 * A write, tried once more without metadata.managedFields when the object does not fit into storage with them: who owns
 * which of its fields may take as much room as the fields.
 */
export async function fittingStorage<T>(whole: () => Promise<T>, untracked: () => Promise<T>): Promise<T> {
  try {
    return await whole();
  } catch (error) {
    if (error instanceof ObjectTooLarge) return untracked();
    throw error;
  }
}
