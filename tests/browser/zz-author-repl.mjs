import { chromium } from '@playwright/test'
import { createServer } from 'node:http'
import { launchOptions } from './chromium.mjs'
import { api, startServer } from './server.mjs'
const server = await startServer()
const browser = await chromium.launch(launchOptions())
const S = { server, browser, api, D:'/tmp/w/author12/' }
S.reset = () => api(server, '/_test/reset', { method: 'POST', body: { count: 200, seed: 1 } })
S.live = () => { // record live regions
  window.__live=[]; 
  const f=()=>{ document.querySelectorAll('[aria-live],[role=status],[role=alert],[role=log]').forEach(e=>{const t=e.textContent.trim(); if(e.__t!==t){e.__t=t; if(t) window.__live.push((e.getAttribute('role')||'')+'/'+(e.getAttribute('aria-live')||'')+': '+t)}})}
  new MutationObserver(f).observe(document,{subtree:true,childList:true,characterData:true}) }
S.open = async (opts={}, path='/courses/c1') => { const c=await browser.newContext({viewport:{width:1280,height:800},...opts}); const p=await c.newPage(); await p.addInitScript(S.live); p.errs=[]; p.on('pageerror',e=>p.errs.push(String(e))); p.on('console',m=>{if(m.type()==='error')p.errs.push(m.text())}); await p.goto(server.url+path); await p.waitForTimeout(1200); p.setDefaultTimeout(4000); return p }
S.said = async p => p.evaluate(()=>window.__live.splice(0))
S.foc = async p => p.evaluate(()=>{const a=document.activeElement; return a? a.tagName+' '+(a.getAttribute('aria-label')||a.textContent||'').slice(0,60)+' '+(a.getAttribute('data-role')||'')+' '+(a.getAttribute('role')||''):null})
S.shot = (p,n) => p.screenshot({path:S.D+n+'.png'})
await S.reset()
const AF=Object.getPrototypeOf(async()=>{}).constructor
createServer((q,r)=>{let b='';q.on('data',d=>b+=d);q.on('end',async()=>{ if(b.trim()==='QUIT'){r.end('bye');await browser.close();await server.stop();process.exit()} const out=[]; try{const v=await new AF('S','log',b)(S,(...a)=>out.push(a.map(x=>typeof x==='string'?x:JSON.stringify(x)).join(' '))); if(v!==undefined)out.push(JSON.stringify(v))}catch(e){out.push('ERR '+e.message)} r.end(out.join('\n')+'\n')})}).listen(48771)
console.log(server.url)
