/** The look of the report of a run. */
export const AUDIT_STYLE = `
.fill-unit{fill:var(--unit)}.fill-unit2{fill:var(--unit2)}.fill-excluded{fill:var(--excluded)}.fill-plain{fill:var(--plain)}.fill-finding{fill:var(--finding)}
.fill-work{fill:var(--unit)}.fill-pause{fill:var(--plain)}.fill-trouble{fill:var(--finding)}
main{max-width:70rem;margin:auto;padding:1.5rem clamp(1rem,3vw,2.5rem) 4rem}
h1{font:600 clamp(1.2rem,2.6vw,1.7rem)/1.25 var(--serif);overflow-wrap:anywhere}
h2{font:600 1.15rem/1.3 var(--serif);margin:2.2rem 0 .7rem}
.verdict{display:inline-block;font:700 .95rem/1 var(--sans);letter-spacing:.04em;padding:.45rem .7rem;border-radius:6px;color:var(--paper);background:var(--unit);margin-bottom:.7rem}
.verdict.FAIL{background:var(--finding)}.verdict.BLOCKED{background:var(--excluded)}
.lead{margin:.4rem 0 1rem;max-width:46rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.2rem,1fr));gap:.6rem}
.figures div{background:var(--sheet);border:1px solid var(--line);border-radius:8px;padding:.5rem .7rem}
.figures dt{color:var(--soft);font-size:.78rem}.figures dd{font:600 1.2rem/1.3 var(--sans)}
.wide{overflow-x:auto;background:var(--sheet);border:1px solid var(--line);border-radius:8px}
.wide:focus-visible{outline:2px solid var(--focus)}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;padding:.38rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:500;color:var(--soft);white-space:nowrap}
tr:last-child td{border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.hash{font:.75rem/1.5 var(--mono);overflow-wrap:anywhere;min-width:12rem}
td.PASS,.exact{color:var(--unit);font-weight:600}td.FAIL,.different{color:var(--finding);font-weight:700}.open{color:var(--soft)}
.some{background:var(--unit-wash)}.zero{color:var(--soft)}
td code,.plans td:not(.hash),.verbs td,.gates td{white-space:nowrap}
.checks td:nth-child(3){color:var(--soft);font-size:.8rem;overflow-wrap:anywhere;min-width:14rem}
.strip,.scale{display:block;width:100%;height:42px}.scale{height:22px;margin-bottom:.8rem}
.window{display:none}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.8rem;color:var(--soft);margin:.4rem 0 .9rem}
.legend span::before{content:"";display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em;vertical-align:-.06em;background:var(--c)}
.k-unit,.k-work{--c:var(--unit)}.k-excluded{--c:var(--excluded)}.k-plain,.k-pause{--c:var(--plain)}.k-trouble{--c:var(--finding)}
.phases{list-style:none;font-size:.875rem}
.phases li{display:grid;grid-template-columns:1.8rem minmax(8rem,15rem) minmax(3rem,1fr) 6.5rem;gap:.6rem;align-items:center;padding:.22rem 0;border-bottom:1px solid var(--line)}
.phases .no{color:var(--soft);text-align:right;font-variant-numeric:tabular-nums}
.phases svg{display:block;width:100%;height:14px}
.phases .ms{text-align:right;font-variant-numeric:tabular-nums}
.phases .pause{color:var(--soft)}
.phases .why{grid-column:2/-1;color:var(--finding);font-size:.8rem;overflow-wrap:anywhere}
.lanes{display:block;width:100%;min-width:34rem;height:auto}
.lanes text{font:12px var(--sans);fill:var(--soft)}.lanes .no{fill:var(--paper);font-weight:600;text-anchor:middle}
.lanes .dark{fill:var(--ink)}.lanes line{stroke:var(--line)}.lanes polyline{fill:none;stroke:var(--soft);stroke-width:1.2}
.pad{padding:.8rem}
@media (max-width:34rem){.checks thead{display:none}.checks tr{display:grid;grid-template-columns:3.6rem minmax(0,1fr);border-bottom:1px solid var(--line);padding:.3rem 0}.checks td{border:0;padding:.1rem .7rem}.checks td:nth-child(3){grid-column:2;min-width:0}
.phases li{grid-template-columns:1.4rem minmax(0,1fr) 5.4rem}.phases svg{grid-column:2/-1;grid-row:2}}
`;
