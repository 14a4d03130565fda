/** Secrets that hold a token of a service account. */
export const TOKEN_SECRET_TYPE = 'kubernetes.io/service-account-token';

/** Labels of such secrets; their values are days: `2026-01-31`. */
export const LAST_USED = 'kubernetes.io/legacy-token-last-used';
export const INVALID_SINCE = 'kubernetes.io/legacy-token-invalid-since';
