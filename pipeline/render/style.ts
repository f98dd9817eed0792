/**
 * The style of the HTML report: A4 in print, two columns from 1100 px, one on a phone. No rule loads anything.
 * Meaning is never told by colour alone: conflicts have a solid line, warnings a dashed one, notices a dotted one.
 */
export const STYLE = `
:root{--ink:#1d2129;--soft:#5b6472;--line:#d9dde3;--paper:#fff;--ground:#f3f4f6;--accent:#8c1c13;
--conflict:#b3261e;--conflict-bg:#fdeceb;--warning:#8a5300;--warning-bg:#fff3d9;--notice:#1b5c8c;--notice-bg:#e6f1fa;--good:#1d6b3f;--good-bg:#e5f4ea;
--song:"Source Han Serif SC","Noto Serif CJK SC","Noto Serif SC","Songti SC",STSong,SimSun,serif;
--hei:"PingFang SC","Microsoft YaHei","Source Han Sans SC","Noto Sans CJK SC","Noto Sans SC",SimHei,sans-serif}
*{box-sizing:border-box}
html{color-scheme:light;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.7 var(--hei);line-break:strict;overflow-wrap:anywhere;text-spacing-trim:trim-start}
a{color:inherit}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid #2f6fde;outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:#fff;padding:4px 8px;z-index:9}
.wrap{max-width:1500px;margin:0 auto;padding:0 24px 48px}
header{background:var(--paper);border-top:5px solid var(--accent);border-bottom:1px solid var(--line);margin:0 -24px 20px;padding:22px 32px 20px}
header .what{color:var(--accent);font-weight:600;letter-spacing:.2em;margin:0;font-size:14px}
h1{font:700 26px/1.4 var(--song);margin:4px 0 6px;text-wrap:balance}
.facts{color:var(--soft);margin:0;font-size:14px}
.facts span+span::before{content:"·";margin:0 .5em}
.verdict{display:flex;flex-wrap:wrap;gap:10px 18px;align-items:center;margin-top:16px}
.badge{font-weight:700;font-size:19px;line-height:1;padding:9px 16px;border-radius:4px;color:#fff;letter-spacing:.1em}
.badge.inconsistent{background:var(--conflict)}.badge.mostly-consistent{background:var(--warning)}.badge.consistent{background:var(--good)}.badge.needs-review{background:var(--notice)}
.verdict .why{font-size:16px}
.tally{display:flex;gap:8px;margin:0 0 0 auto;padding:0;list-style:none;flex-wrap:wrap}
.tally li{border:1px solid var(--line);border-radius:4px;padding:2px 10px;font-size:13px;background:var(--paper)}
.tally b{font-size:16px;font-variant-numeric:tabular-nums}
h2{font:700 18px/1.4 var(--hei);margin:0 0 10px;padding-left:10px;border-left:4px solid var(--accent)}
h2 small{font-weight:400;color:var(--soft);font-size:13px;margin-left:8px}
section{margin:0 0 26px}
.panel{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:16px 20px}
.scroll,.rows{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.6}
th,td{border:1px solid var(--line);padding:5px 9px;text-align:left;vertical-align:top}
th{background:#f0f1f4;font-weight:600;white-space:nowrap}
td.n,td.nowrap{white-space:nowrap}
.kinds td a{text-decoration:none}.kinds td a:hover{text-decoration:underline}
.chip{display:inline-block;border-radius:3px;padding:0 7px;font-size:13px;font-weight:600;white-space:nowrap;line-height:1.7}
.chip.conflict{background:var(--conflict-bg);color:var(--conflict)}.chip.warning{background:var(--warning-bg);color:var(--warning)}.chip.notice{background:var(--notice-bg);color:var(--notice)}
.chip.consistent{background:var(--good-bg);color:var(--good)}.chip.finding{background:var(--conflict-bg);color:var(--conflict)}.chip.incomparable,.chip.unread{background:var(--warning-bg);color:var(--warning)}.chip.no-superior{background:#eceef1;color:#444c58}
mark{color:inherit;background:var(--conflict-bg);border-bottom:2px solid var(--conflict);padding:1px 0}
mark.warning{background:var(--warning-bg);border-bottom:2px dashed var(--warning)}
mark.notice{background:var(--notice-bg);border-bottom:2px dotted var(--notice)}
mark.cited{background:#e8eefb;border-bottom:2px solid #3b5ba9}
mark:target,.card:target{outline:3px solid #2f6fde;outline-offset:2px}
.ref{font:700 11px/1 var(--hei);text-decoration:none;background:var(--conflict);color:#fff;border-radius:8px;padding:2px 5px;margin:0 2px;vertical-align:2px}
.ref.warning{background:var(--warning)}.ref.notice{background:var(--notice)}
u.repair{text-decoration:underline wavy #7a3fb0 1px;text-underline-offset:4px}
.doubt{outline:1px dashed #7a3fb0;background:#f4ecfb}
.cut{color:#7a3fb0;font-size:12px}
.draft .text{font:16px/1.9 var(--song);background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:26px 30px}
.text p{margin:0 0 .35em;text-indent:2em;text-align:justify}
.text p.title{text-align:center;text-indent:0;font-weight:700;font-size:1.2em;line-height:1.6;text-wrap:balance}
.text p.sign{text-align:right;text-indent:0;padding-right:2em}
.text p.h1{font-family:var(--hei);font-weight:600;margin-top:.7em}
.text b{font-family:var(--hei);font-weight:600}
.card{background:var(--paper);border:1px solid var(--line);border-left:5px solid var(--conflict);border-radius:6px;padding:14px 18px 16px;margin:0 0 16px;scroll-margin-top:12px}
.card.warning{border-left-style:dashed;border-left-color:var(--warning)}.card.notice{border-left-style:dotted;border-left-color:var(--notice)}
.card h3{font:700 17px/1.5 var(--hei);margin:0;display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline}
.card h3 .where{margin-left:auto;font-weight:400;font-size:13px;color:var(--soft)}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px;margin:10px 0 4px}
.pair figure{margin:0;border:1px solid var(--line);border-radius:4px;padding:9px 13px;background:#fbfbfc}
.pair figcaption{font-size:13px;color:var(--soft);margin-bottom:3px}
.pair figcaption b{color:var(--ink)}
.pair blockquote{margin:0;font:15.5px/1.85 var(--song)}
.pair .more{color:#6b7380}
.card dl{display:grid;grid-template-columns:3.4em 1fr;gap:3px 10px;margin:10px 0 0}
.card dt{color:var(--soft);font-size:14px;line-height:1.8}.card dd{margin:0}
.calc{font-weight:600;color:var(--conflict);font-variant-numeric:tabular-nums}.warning .calc{color:var(--warning)}
.edit{font-family:var(--song);font-size:15.5px}
del{color:var(--conflict);background:var(--conflict-bg);text-decoration-thickness:2px}
ins{color:var(--good);background:var(--good-bg);text-decoration:none;border-bottom:2px solid var(--good)}
.ask{color:#5c2c8f;font-weight:600}
.cover{display:block;width:100%;height:12px;border-radius:6px;margin:4px 0 10px;background:#eceef1}
.cover .consistent{fill:#3c9a64}.cover .finding{fill:var(--conflict)}.cover .incomparable{fill:#d8a027}.cover .unread{fill:#7a3fb0}.cover .no-superior{fill:#9aa3af}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 12px;padding:0;list-style:none}
details{margin:0 0 10px}summary{cursor:pointer;font-weight:600;padding:4px 0}
details .text{font:15.5px/1.9 var(--song);max-height:70vh;overflow:auto;border:1px solid var(--line);border-radius:4px;padding:14px 20px;background:#fbfbfc}
.none{color:var(--soft)}
footer{color:var(--soft);font-size:13px;border-top:1px solid var(--line);padding-top:12px}
@media (min-width:1100px){
.desk{display:grid;grid-template-columns:minmax(0,41fr) minmax(0,59fr);gap:22px;grid-template-areas:"draft findings"}
.findings{grid-area:findings}.draft{grid-area:draft}
.draft .pane{position:sticky;top:12px;max-height:calc(100vh - 24px);display:flex;flex-direction:column}
.draft .text{overflow:auto}
}
@media (max-width:700px){
.wrap{padding:0 12px 32px}header{margin:0 -12px 14px;padding:16px 16px 14px}h1{font-size:20px}
.pair{grid-template-columns:1fr}.draft .text{padding:16px 14px}.tally{margin-left:0}.card{padding:12px 13px}.card dl{grid-template-columns:1fr;gap:0}.card dt{margin-top:6px}
.card h3 .where{margin-left:0;width:100%}
.stack thead{display:none}.stack,.stack tbody,.stack tr,.stack td{display:block;border:0;padding:0}.stack tr{border-bottom:1px solid var(--line);padding:7px 0}.stack td.n,.stack td.nowrap{display:inline-block;margin-right:8px}
}
@page{size:A4;margin:20mm 18mm 18mm 20mm;@bottom-center{content:"— " counter(page) " —";font:10.5pt SimSun,serif}}
@media print{
body{background:#fff;font-size:10.5pt;line-height:1.6}.wrap{max-width:none;padding:0}header{margin:0 0 12pt;padding:8pt 0 10pt;border-bottom:1px solid #000}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.skip,.screen{display:none}.desk{display:block}h1{font-size:17pt}h2{font-size:13pt;break-after:avoid}
.card,.pair figure,tr{break-inside:avoid}thead{display:table-header-group}table{font-size:9.5pt}
.pair blockquote,.edit,.draft .text{font-size:10.5pt;line-height:1.7}.draft .pane{max-height:none}.draft .text{border:0;padding:0;overflow:visible}
.draft{break-before:page}a{text-decoration:none}details::details-content{content-visibility:visible;height:auto}details>summary{list-style:none}summary::-webkit-details-marker{display:none}
mark:target,.card:target{outline:0}
}
`;
