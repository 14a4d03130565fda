import type { ApiResponse } from '../../request/http.ts';

/** Names and values by turns. Node takes such a list as it is, and copies an object at every step. */
export type HeaderList = (string | readonly string[])[];

/** @param length of the body in bytes, where it is to be told */
export function listOf(headers: ApiResponse['headers'], length: number | undefined): HeaderList {
  const list: HeaderList = [];
  for (const name of Object.keys(headers)) list.push(name, headers[name]!);
  if (length !== undefined) list.push('content-length', String(length));
  return list;
}
