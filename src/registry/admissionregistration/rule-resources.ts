/** A rule's resources: `pods`, `pods/log`, `pods` with any subresource, everything; none may repeat what another says. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';

const ANY = '*';

export function validateResources(resources: readonly string[], path: FieldPath): FieldError[] {
  if (resources.length === 0) return [required(path)];
  const errors: FieldError[] = [];
  const wholeResources = new Set<string>();
  const anySubresource = new Set<string>();
  resources.forEach((text, position) => {
    const at = path.index(position);
    if (text === '') errors.push(required(at));
    const slash = text.indexOf('/');
    if (slash < 0) return;
    const [resource, subresource] = [text.slice(0, slash), text.slice(slash + 1)];
    if (wholeResources.has(resource)) {
      errors.push(invalidValue(at, text, `if '${resource}/*' is present, must not specify ${text}`));
    }
    if (anySubresource.has(subresource)) {
      errors.push(invalidValue(at, text, `if '*/${subresource}' is present, must not specify ${text}`));
    }
    if (subresource === ANY) wholeResources.add(resource);
    if (resource === ANY) anySubresource.add(subresource);
  });
  return [...errors, ...validateWildcards(resources, path)];
}

function validateWildcards(resources: readonly string[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(invalidValue(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  // As upstream has it, the last of those without a subresource decides.
  const last = resources.findLast((text) => text !== '' && !text.includes('/'));
  if (resources.includes(ANY) && last !== ANY) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    errors.push(invalidValue(path, resources, detail));
  }
  return errors;
}
