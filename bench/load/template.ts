import type { Request } from './client.ts';

/**
 * A request in which `{n}` stands for a number that no other request has, and `{client}` for that of the client.
 */
export type Template = Request;

const fill = (text: string, client: number, n: number) =>
  text.replaceAll('{n}', String(n)).replaceAll('{client}', String(client));

export function instantiate(template: Template, client: number, n: number): Request {
  const { path, body } = template;
  return { ...template, path: fill(path, client, n), ...(body !== undefined && { body: fill(body, client, n) }) };
}

/** The requests of one client, made once where they do not differ. */
export function requestsOf(template: Template, client: number): (n: number) => Request {
  if (`${template.path}${template.body}`.includes('{n}')) return (n) => instantiate(template, client, n);
  const only = instantiate(template, client, 0);
  return () => only;
}
