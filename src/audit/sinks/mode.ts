/**
 * `batch`: requests do not wait. `blocking`: an answer waits until its event is stored, so that the end of the process
 * loses nothing that was answered. `blocking-strict`: besides, no request is served before it is stored that it came.
 */
export const AUDIT_MODES = ['batch', 'blocking', 'blocking-strict'] as const;
export type AuditMode = (typeof AUDIT_MODES)[number];
