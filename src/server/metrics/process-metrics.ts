/** Memory, processor time, event loop and garbage collection of this process, under the names Prometheus knows. */
export class ProcessMetrics {
  #text: (() => Promise<string>) | undefined;

  /** The library takes its time to load: it is, when metrics are first asked for. */
  async text(): Promise<string> {
    this.#text ??= await this.#load();
    return this.#text();
  }

  async #load(): Promise<() => Promise<string>> {
    const { default: prometheus } = await import('prom-client');
    const register = new prometheus.Registry();
    prometheus.collectDefaultMetrics({ register });
    return () => register.metrics();
  }
}
