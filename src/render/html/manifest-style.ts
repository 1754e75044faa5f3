/** The look of the page of a manifest. */
export const MANIFEST_STYLE = `
.fill-unit{fill:var(--unit)}.fill-unit2{fill:var(--unit2)}.fill-excluded{fill:var(--excluded)}
.fill-plain{fill:var(--plain)}.fill-finding{fill:var(--finding)}
.intro{padding:1.25rem clamp(1rem,3vw,2.5rem) .75rem;max-width:90rem;margin:auto}
.intro h1{font:600 clamp(1.25rem,2.6vw,1.7rem)/1.25 var(--serif);overflow-wrap:anywhere}
.intro>p{margin-top:.35rem;max-width:60rem}
.proof{margin-top:.6rem;font-size:.9rem}.proof summary{cursor:pointer;color:var(--soft)}
dl{display:grid;align-items:baseline;grid-template-columns:max-content minmax(0,1fr);gap:.2rem .9rem;font-size:.875rem}
dt{color:var(--soft)}dd{overflow-wrap:anywhere}
.proof dl{margin:.5rem 0}
.bar{position:sticky;top:0;z-index:3;background:var(--paper);border-bottom:1px solid var(--line);padding:.5rem clamp(1rem,3vw,2.5rem) .45rem}
.strip{display:block;width:100%;height:46px;cursor:pointer;touch-action:manipulation}
.window{fill:none;stroke:var(--ink);stroke-width:2;vector-effect:non-scaling-stroke}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.8rem;color:var(--soft);margin-top:.35rem;align-items:baseline}
.legend>[class]:not(.open-nav)::before{content:"";display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em;vertical-align:-.06em;background:var(--c)}
.k-unit{--c:var(--unit)}.k-excluded{--c:var(--excluded)}.k-plain{--c:var(--plain)}.k-finding{--c:var(--finding)}
button.k-finding{border:0;background:none;padding:0;font-size:inherit;color:var(--soft);text-decoration:underline dotted}
.legend b{color:var(--ink);font-weight:600}
.open-nav{display:none;margin-left:auto}
button{font:inherit;font-size:.82rem;color:var(--ink);background:var(--sheet);border:1px solid var(--line);border-radius:6px;padding:.2rem .6rem;cursor:pointer}
button:hover{border-color:var(--soft)}
.cols{display:grid;grid-template-columns:minmax(14rem,2.6fr) minmax(0,7fr) minmax(16rem,3fr);gap:0 1.5rem;max-width:100rem;margin:auto;padding:0 clamp(1rem,3vw,2.5rem)}
nav,aside{position:sticky;top:var(--top,6rem);height:calc(100vh - var(--top,6rem));overflow:auto;overscroll-behavior:contain;padding:.75rem 0 2rem;font-size:.875rem}
nav input{width:100%;font:inherit;padding:.35rem .55rem;border:1px solid var(--line);border-radius:6px;background:var(--sheet);color:inherit}
.find{display:flex;gap:.5rem;position:sticky;top:-.75rem;z-index:1;background:var(--paper);padding:.75rem 0 .4rem;margin-top:-.75rem}.find button{display:none}
nav ol{list-style:none}
nav li{content-visibility:auto;contain-intrinsic-size:auto 1.6rem}
nav a,nav .group{display:flex;gap:.5rem;padding:.14rem .4rem;border-radius:4px;text-decoration:none;line-height:1.35}
nav a:hover{background:var(--plain-wash)}
nav a[aria-current]{background:var(--pick)}
nav .key{font:.78rem/1.55 var(--mono);color:var(--unit);flex:none;max-width:60%;overflow-wrap:anywhere}
nav .x .key{color:var(--excluded)}
nav .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
nav .group{color:var(--soft);font-weight:600;font-size:.8rem;padding-top:.6rem}
nav .d1{padding-left:.9rem}nav .d2{padding-left:1.5rem}nav .d3{padding-left:2.1rem}nav .d4,nav .d5{padding-left:2.7rem}
main{padding:1rem 0 40vh;min-width:0}
.chunk{content-visibility:auto;contain-intrinsic-size:auto 90rem}
.s{display:grid;grid-template-columns:7.2rem minmax(0,1fr);border-left:4px solid var(--edge);background:var(--sheet)}
.s+.s{border-top:1px solid var(--line)}
.tag{font:.75rem/1.5 var(--mono);padding:.5rem .6rem;color:var(--edge);text-decoration:none;overflow-wrap:anywhere;border-right:1px solid var(--line)}
.t{font:1.02rem/1.62 var(--serif);padding:.45rem 1rem .5rem;white-space:pre-wrap;overflow-wrap:anywhere;min-width:0}
.t b,.head .t{font-weight:650}
.u{--edge:var(--unit);cursor:pointer}.u.even{--edge:var(--unit2)}.u.even .tag{color:var(--unit)}
.u:hover{background:var(--unit-wash)}
.s.x{--edge:var(--excluded);cursor:pointer;background:repeating-linear-gradient(135deg,var(--excluded-wash) 0 12px,var(--sheet) 12px 24px)}
.n{--edge:var(--plain);background:var(--plain-wash);color:var(--soft)}
.n .tag{color:var(--soft)}
.n.group_heading .t{color:var(--ink);font-weight:600}
.blank{min-height:.4rem}.blank .tag,.blank .t{display:none}
.f{box-shadow:inset 4px 0 0 var(--finding)}
.finding{font:.82rem/1.45 var(--sans);white-space:normal;color:var(--ink);background:var(--finding-wash);border-left:3px solid var(--finding);border-radius:0 4px 4px 0;padding:.3rem .6rem;margin:.2rem 1rem .6rem;grid-column:2}
.s.picked,.s:target{background:var(--pick)}.picked .tag{font-weight:700}
.d1 .t{padding-left:1.6rem}.d2 .t{padding-left:2.2rem}.d3 .t{padding-left:2.8rem}.d4 .t,.d5 .t{padding-left:3.4rem}
aside h2{font:600 1.05rem/1.35 var(--serif);margin-bottom:.5rem;overflow-wrap:anywhere}
aside .body{font:.98rem/1.6 var(--serif);white-space:pre-wrap;overflow-wrap:anywhere;margin-top:.8rem;padding-top:.7rem;border-top:1px solid var(--line)}
.tools{display:flex;gap:.4rem;margin-bottom:.7rem}.tools .shut{margin-left:auto}
kbd{font:.75rem var(--mono);border:1px solid var(--line);border-bottom-width:2px;border-radius:4px;padding:0 .3em;background:var(--sheet)}
.keys{margin-top:1rem;color:var(--soft);font-size:.8rem}
.keys p+p{margin-top:.3rem}
@media (max-width:1100px){.cols{grid-template-columns:minmax(13rem,16rem) minmax(0,1fr)}
aside{position:fixed;inset:auto 0 0 0;top:auto;height:auto;max-height:52vh;z-index:4;background:var(--sheet);border-top:1px solid var(--line);box-shadow:0 -6px 24px #0003;padding:.8rem clamp(1rem,3vw,2.5rem) 1.2rem}
aside:not(.open){display:none}}
@media (max-width:760px){.cols{display:block;padding:0}
.intro{padding-bottom:.4rem}
.open-nav{display:inline-block}
nav{display:none;position:fixed;inset:0;top:0;height:auto;z-index:5;background:var(--paper);padding:.75rem 1rem 2rem}
nav.open{display:block}.find button{display:block}
nav a{padding-block:.4rem}
.s{display:block}
.tag{display:inline-block;border:0;padding:.45rem .75rem 0}
.t{padding:.15rem .75rem .55rem}
.d1 .t,.d1 .tag{padding-left:1.15rem}.d2 .t,.d2 .tag{padding-left:1.5rem}.d3 .t,.d3 .tag{padding-left:1.85rem}.d4 .t,.d4 .tag,.d5 .t,.d5 .tag{padding-left:2.2rem}
.strip{height:40px}
.legend{gap:.1rem .8rem;font-size:.76rem}}
@media print{nav,aside,.window{display:none!important}.cols{display:block}.bar{position:static}.chunk{content-visibility:visible}}
`;
