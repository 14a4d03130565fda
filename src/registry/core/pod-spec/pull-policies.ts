/** When an image is pulled, for containers and image volumes alike. */
export const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/** `latest`, also where it is only meant, may have moved since the last pull. */
export function defaultPullPolicy(image: string): string {
  return isLatest(image) ? 'Always' : 'IfNotPresent';
}

function isLatest(image: string): boolean {
  if (image === '') return false;
  const [name, digest] = splitAt(image, '@');
  const colon = name.lastIndexOf(':');
  const tag = colon > name.lastIndexOf('/') ? name.slice(colon + 1) : '';
  return tag === 'latest' || (tag === '' && digest === '');
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
