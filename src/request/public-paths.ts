/**
 * What load balancers, probes and clients that have yet to find their credential may ask for: upstream's
 * system:public-info-viewer. Exact paths.
 */
export const PUBLIC_PATHS: readonly string[] = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
