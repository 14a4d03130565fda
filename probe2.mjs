import { checkSteps } from './src/cel/program.ts';
import { estimateCost } from './src/cel/cost/estimate.ts';
import { DEVICE_ENVIRONMENT, DEVICE_SIZES } from './src/registry/resource/device-expressions.ts';
function run(name, expr) {
  expr = expr.slice(0, 10240);
  const times=[]; let r;
  const g = checkSteps(expr, DEVICE_ENVIRONMENT);
  try { for(;;){ const t=performance.now(); r=g.next(); times.push(performance.now()-t); if(r.done) break; } } catch(e) { console.log(name,'THROW',e.message.slice(0,100)); return }
  let est='', te=0;
  if (r.value.checked) { const t=performance.now(); try { est=estimateCost(r.value.checked, DEVICE_SIZES).max } catch(e) { est='THROW '+e.message.slice(0,80)} te=performance.now()-t; }
  console.log(name, expr.length, 'steps', times.map(x=>x.toFixed(1)).join(','), 'est', te.toFixed(1), est, (r.value.message??'').slice(0,90).replaceAll('\n','|'));
}
for (let k=0;k<3;k++) {
run('select chain', 'device.attributes.a'+'.b'.repeat(5000)+' == 1');
run('index chain', 'device.attributes.a'+'["b"]'.repeat(2000)+' == 1');
run('and chain', Array(1000).fill('device.driver=="a"').join('&&').slice(0,10238)+'"');
run('and chain2', Array(2000).fill('true').join(' && '));
run('or add', Array(3000).fill('1').join('+')+' == 1');
run('adds str', Array(2500).fill('"a"').join('+')+' == "a"');
run('list', '['+Array(5000).fill('1').join(',')+'].size()==1');
run('list adds', Array(2500).fill('[1]').join('+')+'==[1]');
run('ternary', Array(2000).fill('true?').join('')+'1');
run('nested parens', '('.repeat(240)+'true'+')'.repeat(240));
run('all macros', Array(300).fill('[1].all(x,x>0)').join('&&'));
run('nested macros', '[1].all(a,'.repeat(20)+'true'+')'.repeat(20));
run('nested bind', Array.from({length:60},(_, i)=>`cel.bind(x${i}, ${i?`x${i-1}+x${i-1}`:'"a"'}, `).join('')+'true'+')'.repeat(60));
run('bind deep', Array.from({length:200},(_, i)=>`cel.bind(x, 1, `).join('')+'true'+')'.repeat(200));
run('map maps', '{"a":'.repeat(200)+'1'+'}'.repeat(200)+'== 1');
run('has', Array(500).fill('has(device.attributes.a)').join('||'));
run('opt', 'device.attributes[?"a"]'+'[?"b"]'.repeat(1000)+'.hasValue()');
run('optsel', 'device.attributes.?a'+'.?b'.repeat(2400)+'.hasValue()');
run('calls unknown', Array(1000).fill('foo()').join('+'));
run('quantities', Array(500).fill('quantity("1").add(1)').join('=='));
run('adds chain q', 'quantity("1")'+'.add(1)'.repeat(1400)+'==quantity("1")');
run('dyn chain', 'dyn('.repeat(240)+'1'+')'.repeat(240)+'==1');
run('not', '!'.repeat(10000)+'true');
run('neg', '-'.repeat(10000)+'1');
run('map two', Array(400).fill('[1].map(x,x)').join('+')+'==[1]');
run('list of list', '['.repeat(200)+']'.repeat(200)+'==[]');
run('hetero', '['+Array.from({length:1500},(_, i)=>i%2?'"a"':'1').join(',')+']==[]');
run('in chain', Array(900).fill('"a" in ["b"]').join('||'));
run('ternary nest', Array(1400).fill('true?1:').join('')+'1==1');
}
