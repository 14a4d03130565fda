import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openTestApi } from './src/assembly/testing.ts';
const api = await openTestApi();
let n=0;
const sel = () => ({ cel: { expression: `device.driver == "${n++}" && ` + Array(400).fill('[1].all(x, x > 0)').join(' && ') } });
const dc = (name) => ({ apiVersion:'resource.k8s.io/v1', kind:'DeviceClass', metadata:{name}, spec:{ selectors: Array.from({length:30}, sel) } });
for (const conc of [1, 1, 4, 24, 24]) {
  const bodies = Array.from({length:conc},(_, i)=>dc(`c-${n}-${i}`));
  const h = monitorEventLoopDelay({resolution:1}); h.enable();
  await new Promise(r=>setTimeout(r,50)); h.reset();
  const t=performance.now();
  const rs = await Promise.all(bodies.map(b=>api.call('POST','/apis/resource.k8s.io/v1/deviceclasses', b)));
  h.disable();
  console.log(conc, 'ms', (performance.now()-t).toFixed(0), 'max', (h.max/1e6).toFixed(1), 'p99', (h.percentile(99)/1e6).toFixed(1), rs.map(r=>r.status).join(',').slice(0,50), rs[0].text.slice(0,200).slice(0,120));
}
await api.close();
