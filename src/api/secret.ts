/** What errors show in the place of what a Secret holds: they end up in the records of others. Upstream's words. */
export const SECRET_REDACTED = '<secret contents redacted>';
