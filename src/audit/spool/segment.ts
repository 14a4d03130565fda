/** The files of a spool: numbered, in order. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^(\d{12})\.jsonl$/;

export function segmentPath(directory: string, number: number): string {
  return join(directory, `${String(number).padStart(12, '0')}.jsonl`);
}

/** @returns their numbers, in order */
export async function findSegments(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .map((name) => NAME.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

export function removeSegment(directory: string, number: number): Promise<void> {
  return rm(segmentPath(directory, number), { force: true });
}
