/**
 * Colours and type of all pages. Colours have names of what they mean. Told apart by lightness too, so that they hold for
 * readers who do not see all colours; text on any of them has a contrast of 4.5 or more.
 */
export const BASE = `
:root{color-scheme:light dark;
--paper:#fbfaf7;--sheet:#fff;--ink:#1d1f23;--soft:#5c6068;--line:#dfdcd4;--focus:#0b5fd8;
--unit:#2f6f9f;--unit2:#6ba3cc;--unit-wash:#eaf2f8;--excluded:#b45f06;--excluded-wash:#fdf1e2;
--plain:#c9c6bd;--plain-wash:#f3f1ec;--finding:#b3126b;--finding-wash:#fdeaf4;--pick:#fff3bf;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif","Source Serif 4",Georgia,serif;
--sans:system-ui,-apple-system,"Segoe UI","Noto Sans",Roboto,"Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{
--paper:#15171a;--sheet:#1c1f23;--ink:#e8e6e1;--soft:#a3a6ad;--line:#33373d;--focus:#7db4ff;
--unit:#5aa2d6;--unit2:#38709a;--unit-wash:#1b2a36;--excluded:#e39a3f;--excluded-wash:#33260f;
--plain:#4a4d52;--plain-wash:#212429;--finding:#ff7ac0;--finding-wash:#3a1730;--pick:#4a4010}}
*{box-sizing:border-box}
html{scroll-padding-top:calc(var(--top,6rem) + .75rem);-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 var(--sans)}
h1,h2,p,dl,dd,ul,ol{margin:0;padding:0}
a{color:inherit}
code,.mono{font-family:var(--mono);font-size:.86em;overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
.soft{color:var(--soft)}
.code{font:normal .7em var(--mono);border:1px solid currentColor;border-radius:3px;padding:0 .2em;color:var(--finding)}
.hidden-label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:auto}}
@media print{.no-print{display:none!important}}
`;
