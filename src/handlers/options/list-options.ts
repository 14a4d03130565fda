/** ListOptions of list, watch and deletecollection: parsing and validation (meta.k8s.io ListOptions). */

import { type FieldError, forbiddenField, notSupported, path } from '../../api/field.ts';
import { type FieldRequirement, FieldSelectorError, parseFieldSelector } from '../../api/field-selector.ts';
import { LabelSelector, LabelSelectorError } from '../../api/labels.ts';
import { badRequest, invalid, StatusError } from '../../api/status.ts';
import { isTrue } from '../../request/resolve-request-info.ts';
import { parseInt64, resourceVersionError } from './parse.ts';

export interface ListOptions {
  readonly labels: LabelSelector;
  readonly fields: readonly FieldRequirement[];
  /** As the client sent it: '' is unset. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: '' | 'Exact' | 'NotOlderThan';
  readonly limit: number;
  readonly continue: string;
  readonly timeoutSeconds: number | undefined;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

/** @throws StatusError 400 or 422, in upstream's words */
export function parseListOptions(query: URLSearchParams, verb: 'list' | 'watch'): ListOptions {
  const options: ListOptions = {
    labels: parseLabels(query.get('labelSelector')),
    fields: parseFields(query.get('fieldSelector')),
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: (query.get('resourceVersionMatch') ?? '') as ListOptions['resourceVersionMatch'],
    limit: parseInt64(query.get('limit')) ?? 0,
    continue: query.get('continue') ?? '',
    timeoutSeconds: parseInt64(query.get('timeoutSeconds')),
    allowWatchBookmarks: isTrue(query.get('allowWatchBookmarks')),
    sendInitialEvents: query.has('sendInitialEvents') ? isTrue(query.get('sendInitialEvents')) : undefined,
  };
  const errors = verb === 'watch' ? watchErrors(options) : listErrors(options);
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  const bad = resourceVersionError(options.resourceVersion);
  if (bad) throw verb === 'watch' ? new StatusError(500, '', bad) : badRequest(`invalid resource version: ${bad}`);
  return options;
}

function parseLabels(text: string | null): LabelSelector {
  if (!text) return LabelSelector.EVERYTHING;
  try {
    return LabelSelector.parse(text);
  } catch (error) {
    if (error instanceof LabelSelectorError) throw badRequest(error.message);
    throw error;
  }
}

function parseFields(text: string | null): FieldRequirement[] {
  if (!text) return [];
  try {
    return parseFieldSelector(text);
  } catch (error) {
    if (error instanceof FieldSelectorError) throw badRequest(error.message);
    throw error;
  }
}

const MATCH = path('resourceVersionMatch');
const NO_CONTINUE = forbiddenField(MATCH, 'resourceVersionMatch is forbidden when continue is provided');
const MATCHES = ['Exact', 'NotOlderThan', ''];

function listErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const match: string = options.resourceVersionMatch;
  if (options.sendInitialEvents !== undefined) {
    errors.push(forbiddenField(path('sendInitialEvents'), 'sendInitialEvents is forbidden for list'));
  }
  if (match === '') return errors;
  if (options.resourceVersion === '') {
    errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  }
  if (options.continue !== '') errors.push(NO_CONTINUE);
  if (!MATCHES.includes(match)) errors.push(notSupported(MATCH, match, MATCHES));
  if (match === 'Exact' && options.resourceVersion === '0') {
    errors.push(forbiddenField(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  return errors;
}

function watchErrors(options: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  const match: string = options.resourceVersionMatch;
  if (options.sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(forbiddenField(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match === '') return isLegacyWatch(options) && options.continue !== '' ? [...errors, NO_CONTINUE] : errors;
  if (options.sendInitialEvents === undefined) {
    errors.push(
      forbiddenField(MATCH, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    );
  }
  if (match !== 'NotOlderThan') errors.push(notSupported(MATCH, match, ['NotOlderThan']));
  if (options.continue !== '') errors.push(NO_CONTINUE);
  return errors;
}

/** It begins with what there is, as if it asked for initial events. */
function isLegacyWatch({ sendInitialEvents, resourceVersion }: ListOptions): boolean {
  return sendInitialEvents === undefined && (resourceVersion === '' || resourceVersion === '0');
}
