import { createHash } from 'node:crypto';
import { LEVEL_ZH } from '../../records/document.ts';
import {
  FINDING_ZH,
  type Finding,
  RELATION_ZH,
  type Report,
  SEVERITY_ZH,
  type SuperiorClause,
  VERDICT_ZH,
} from '../../records/report.ts';
import { aboutCopy, coverageOf } from './html-parts.ts';
import { type Layer, markedRun, markedText, paragraphOf } from './marked.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { STYLE } from './style.ts';
import {
  besideQuote,
  chargeOf,
  countSeverity,
  editPieces,
  sayDate,
  sayDocument,
  sayDoubt,
  sayPath,
} from './wording.ts';

/** Text of the superiors by document id, so that a clause is shown in its paragraph and the whole can be unfolded. */
export type Sources = ReadonlyMap<string, { readonly title: string; readonly text: string }>;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
/** The page can load nothing and run nothing, whatever a document's words hold. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** A report as one self-contained page: no script, no network, readable on a phone, printable on A4. */
export function reportToHtml(report: Report, sources: Sources = new Map()): string {
  const { document: d } = report;
  return html`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${VERDICT_ZH[report.verdict]}：${d.title || d.source} — 发文一致性评估</title>
<style>${{ markup: STYLE }}</style></head>
<body><a class="skip" href="#findings">跳到评估问题</a><div class="wrap">
${headOf(report)}
<main>
${report.findings.length > 0 ? summaryOf(report) : NOTHING}
<div class="desk">
<section class="findings" id="findings" aria-labelledby="h-findings"><h2 id="h-findings">问题与建议</h2>
${report.findings.length > 0 ? report.findings.map((f, i) => cardOf(report, f, i + 1, sources)) : html`<p class="panel none">${report.verdictReason}</p>`}
</section>
<section class="draft" aria-labelledby="h-draft"><div class="pane"><h2 id="h-draft">文稿<small class="screen">划线处有问题，点编号看说明</small></h2>
<div class="text" tabindex="0" role="region" aria-label="文稿全文">${markedText(d.text, layersOf(report), d)}</div></div></section>
</div>
${coverageOf(report)}
${againstOf(report, sources)}
${aboutCopy(report)}
</main>
<footer>评估日期 ${sayDate(report.asOf)}。结论由文衡逐句比对得出，供人工复核，不代替制定机关的判断。文稿校验值 sha256 ${d.sha256.slice(0, 16)}…</footer>
</div></body></html>
`.markup;
}

function headOf(report: Report): Markup {
  const { document: d } = report;
  const facts = [
    d.docNumber,
    d.issuers.join('、'),
    d.region ? d.region.name.replaceAll('/', ' ') : null,
    d.level === 'unknown' ? null : LEVEL_ZH[d.level],
    d.issuedOn ? sayDate(d.issuedOn) : null,
    d.draft ? '征求意见稿' : null,
    `文件 ${d.source}`,
  ].filter((x) => x !== null && x !== '');
  const tally = (['conflict', 'warning', 'notice'] as const)
    .map((s) => ({ s, n: countSeverity(report, s) }))
    .filter((x) => x.n > 0 || x.s !== 'notice');
  return html`<header><p class="what">发文一致性评估</p><h1>${d.title || d.source}</h1>
<p class="facts">${facts.map((f) => html`<span>${f}</span>`)}</p>
<div class="verdict"><span class="badge ${report.verdict}">${VERDICT_ZH[report.verdict]}</span><span class="why">${report.verdictReason}</span>
<ul class="tally">${tally.map(({ s, n }) => html`<li><span class="chip ${s}">${SEVERITY_ZH[s]}</span> <b>${n}</b> 处</li>`)}
<li>比对上级文件 <b>${report.against.filter((a) => a.usable).length}</b> 份</li><li>逐句检查 <b>${report.coverage.length}</b> 句</li></ul></div></header>`;
}

function summaryOf(report: Report): Markup {
  return html`<section aria-labelledby="h-sum"><h2 id="h-sum">问题一览</h2><div class="panel"><table class="kinds stack">
<thead><tr><th scope="col">序号</th><th scope="col">类别</th><th scope="col">程度</th><th scope="col">文稿位置</th><th scope="col">文稿原文</th><th scope="col">上级依据</th></tr></thead><tbody>
${report.findings.map(
  (
    f,
    i,
  ) => html`<tr><td class="n"><a href="#f-${i + 1}">${i + 1}</a></td><td class="nowrap"><a href="#f-${i + 1}">${FINDING_ZH[f.kind]}</a></td>
<td class="nowrap"><span class="chip ${f.severity}">${SEVERITY_ZH[f.severity]}</span></td><td class="nowrap">${sayPath(f.draft.path)}</td><td>${f.draft.quote || '（全文）'}</td>
<td>${f.superior ? `${f.superior.docNumber ?? sayDocument(f.superior)} ${f.superior.path ? sayPath(f.superior.path) : ''}` : '—'}</td></tr>`,
)}</tbody></table></div></section>`;
}

function cardOf(report: Report, f: Finding, n: number, sources: Sources): Markup {
  const doubt = sayDoubt(f);
  return html`<article class="card ${f.severity}" id="f-${n}" aria-labelledby="t-${n}">
<h3 id="t-${n}"><span>${n}. ${FINDING_ZH[f.kind]}</span><span class="chip ${f.severity}">${SEVERITY_ZH[f.severity]}</span>${
    chargeOf(f) === 'principle' ? html`<span class="chip notice">上级为“原则上”的要求</span>` : NOTHING
  }<a class="where" href="#d-${n}">文稿 ${sayPath(f.draft.path)}</a></h3>
<div class="pair">${draftSide(report, f)}${f.superior ? superiorSide(f.superior, n, sources) : noSuperior()}</div>
<dl>${f.calculation ? html`<dt>计算</dt><dd class="calc">${f.calculation}</dd>` : NOTHING}
<dt>关系</dt><dd>${RELATION_ZH[f.relation]}</dd>
<dt>理由</dt><dd>${besideQuote(f, f.reason)}</dd>
<dt>建议</dt><dd>${besideQuote(f, f.suggestion)}</dd>
${f.edit ? html`<dt>改法</dt><dd class="edit">${editPieces(f).map((p) => (p.change === 'keep' ? p.text : p.change === 'delete' ? html`<del>${p.text}</del>` : html`<ins>${p.text}</ins>`))}</dd>` : NOTHING}
${doubt ? html`<dt>存疑</dt><dd class="ask">${doubt}</dd>` : NOTHING}</dl></article>`;
}

function draftSide(report: Report, f: Finding): Markup {
  const { text } = report.document;
  const { start, end } = f.draft.span;
  const from = Math.max(text.lastIndexOf('\n', Math.max(0, start - 1)) + 1, start - 160);
  const stop = text.indexOf('\n', end);
  const to = Math.min(stop < 0 ? text.length : stop, end + 160);
  const layer: Layer = { start, end, wrap: (c) => html`<mark class="${f.severity}">${c}</mark>` };
  return html`<figure><figcaption><b>文稿</b> ${sayPath(f.draft.path)}</figcaption><blockquote>${
    start === end ? html`<span class="none">（全文）</span>` : markedRun(text, from, Math.max(to, end), [layer])
  }</blockquote></figure>`;
}

function superiorSide(s: SuperiorClause, n: number, sources: Sources): Markup {
  const text = sources.get(s.documentId)?.text;
  const around = text ? paragraphOf(text, s.quote) : null;
  const layer: Layer | null = around
    ? { start: around.from, end: around.to, wrap: (c) => html`<mark class="cited">${c}</mark>` }
    : null;
  const words =
    text && around && layer
      ? markedRun(text, around.start, around.end, [layer])
      : html`<mark class="cited">${s.quote}</mark>`;
  return html`<figure><figcaption><b>上级</b> ${sayDocument(s)} ${s.path ? sayPath(s.path) : ''}${s.level === 'unknown' ? '' : `（${LEVEL_ZH[s.level]}）`}</figcaption>
<blockquote>${words}</blockquote>${around ? html`<a class="screen more" href="#s-${n}">在上级全文中查看</a>` : NOTHING}</figure>`;
}

const noSuperior = (): Markup =>
  html`<figure><figcaption><b>上级</b></figcaption><blockquote class="none">不涉及具体上级条款</blockquote></figure>`;

/** The marks of the draft pane: findings with their number, repaired and doubtful words. */
function layersOf(report: Report): Layer[] {
  const { repairs, issues } = report.document.quality;
  const { text } = report.document;
  return [
    ...repairs
      .filter((r) => r.kind !== 'page-chrome' && r.kind !== 'broken-line')
      .map((r): Layer => {
        const said = `原件：${r.sourceText || '（无）'}；${r.method}；可信度 ${Math.round(r.confidence * 100)}%`;
        return {
          ...r.span,
          wrap: (c) =>
            r.span.start === r.span.end
              ? html`<span class="cut" title="${said}">〔略〕</span>`
              : html`<u class="repair" title="${said}">${c}</u>`,
        };
      }),
    ...issues
      .flatMap((i) => i.unresolved)
      .map(
        (u): Layer => ({
          ...u.span,
          wrap: (c) =>
            html`<span class="doubt" title="可能是：${u.candidates.join('、') || '不明'}；${u.why}">${c}</span>`,
        }),
      ),
    ...report.findings.flatMap((f, i): Layer[] => {
      const n = i + 1;
      if (f.draft.span.start === f.draft.span.end || f.draft.span.end > text.length) return [];
      return [
        {
          ...f.draft.span,
          wrap: (c, at) =>
            html`<mark class="${f.severity}" ${at.first ? html`id="d-${n}"` : NOTHING}>${c}</mark>${
              at.last
                ? html`\u2060<a class="ref ${f.severity}" href="#f-${n}" aria-label="问题${n}：${FINDING_ZH[f.kind]}">${n}</a>`
                : NOTHING
            }`,
        },
      ];
    }),
  ];
}

function againstOf(report: Report, sources: Sources): Markup {
  const texts = report.against.flatMap((a) => {
    const source = sources.get(a.documentId);
    if (!source) return [];
    const layers = report.findings.flatMap((f, i): Layer[] => {
      const at = f.superior?.documentId === a.documentId ? paragraphOf(source.text, f.superior.quote) : null;
      return at
        ? [
            {
              start: at.from,
              end: at.to,
              wrap: (c, place) =>
                html`<mark class="cited" ${place.first ? html`id="s-${i + 1}"` : NOTHING}>${c}</mark>${
                  place.last
                    ? html`\u2060<a class="ref notice" href="#f-${i + 1}" aria-label="问题${i + 1}">${i + 1}</a>`
                    : NOTHING
                }`,
            },
          ]
        : [];
    });
    return [
      html`<details><summary>${sayDocument(a)} 全文</summary><div class="text" tabindex="0" role="region" aria-label="${a.title}">${markedText(source.text, layers, { title: source.title })}</div></details>`,
    ];
  });
  return html`<section aria-labelledby="h-against"><h2 id="h-against">评估依据<small>选用与未选用的上级文件及理由</small></h2><div class="panel">
<table class="stack"><thead><tr><th scope="col">文件</th><th scope="col">层级</th><th scope="col">采用</th><th scope="col">理由</th></tr></thead><tbody>
${report.against.map(
  (a) =>
    html`<tr><td>${sayDocument(a)}</td><td class="nowrap">${LEVEL_ZH[a.level]}</td><td class="nowrap"><span class="chip ${a.usable ? 'consistent' : 'no-superior'}">${a.usable ? '已比对' : '未比对'}</span></td><td>${a.reason}</td></tr>`,
)}</tbody></table>
${texts.length > 0 ? html`<div class="screen">${texts}</div>` : NOTHING}</div></section>`;
}
