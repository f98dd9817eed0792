import { COVERAGE_STATES, COVERAGE_ZH, RELATION_ZH, type Report } from '../../records/report.ts';
import { DAMAGE_ZH } from '../../records/text.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { nestQuotes, sayDocument, sayPath } from './wording.ts';

/** Every clause of the draft with what became of it. */
export function coverageOf(report: Report): Markup {
  const total = report.coverage.length;
  if (total === 0) return NOTHING;
  const counts = COVERAGE_STATES.map((state) => ({
    state,
    n: report.coverage.filter((c) => c.state === state).length,
  })).filter((c) => c.n > 0);
  // Widths without style attributes, which the page's policy forbids: an SVG takes them as numbers.
  let x = 0;
  const bars = counts.map(({ state, n }) => {
    const at = x;
    x += n;
    return html`<rect class="${state}" x="${at}" width="${n}" height="1"/>`;
  });
  return html`<section aria-labelledby="h-cover"><h2 id="h-cover">逐句覆盖<small>文稿 ${total} 个分句逐句比对的结果</small></h2><div class="panel">
<svg class="cover" viewBox="0 0 ${total} 1" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>
<ul class="legend">${counts.map(({ state, n }) => html`<li><span class="chip ${state}">${COVERAGE_ZH[state]}</span> ${n} 句</li>`)}</ul>
<details><summary>逐句清单</summary><table class="stack"><thead><tr><th scope="col">位置</th><th scope="col">文稿分句</th><th scope="col">结果</th><th scope="col">对应上级与说明</th></tr></thead><tbody>
${report.coverage.map(
  (
    c,
  ) => html`<tr><td class="nowrap">${sayPath(c.path)}</td><td>${report.document.text.slice(c.span.start, c.span.end)}</td>
<td class="nowrap"><span class="chip ${c.state}">${COVERAGE_ZH[c.state]}</span>${c.relation && c.relation !== 'equal' && c.state === 'consistent' ? html`<br><small>${RELATION_ZH[c.relation]}</small>` : NOTHING}</td>
<td>${c.state === 'finding' ? html`见${jumps(report, c.span)}` : nestQuotes(c.why)}${c.state !== 'finding' && c.superior && !c.why.includes(c.superior.title) ? html`（${sayDocument(c.superior)}${c.superior.path ? ` ${sayPath(c.superior.path)}` : ''}）` : NOTHING}</td></tr>`,
)}</tbody></table></details></div></section>`;
}

const jumps = (report: Report, span: { start: number; end: number }): Markup[] =>
  report.findings.flatMap((f, i) =>
    f.draft.span.start < span.end && span.start < f.draft.span.end
      ? [html`<a href="#f-${i + 1}">问题${i + 1}</a> `]
      : [],
  );

/** What is doubtful about the copy: damage, repairs with their source, numbers not confirmed, gaps in the numbering. */
export function aboutCopy(report: Report): Markup {
  const { quality, faults, notes, text } = report.document;
  const unresolved = quality.issues.flatMap((i) => i.unresolved.map((u) => ({ ...u, kind: i.kind })));
  const repairs = quality.repairs.filter((r) => r.kind !== 'page-chrome' && r.kind !== 'broken-line');
  const rest = quality.repairs.length - repairs.length;
  if (quality.issues.length + quality.repairs.length + faults.length + notes.length === 0 && quality.usable)
    return NOTHING;
  return html`<section aria-labelledby="h-copy"><h2 id="h-copy">文稿副本<small>损坏、复原与存疑</small></h2><div class="panel">
<p>${quality.usable ? '' : '该副本不足以作为依据：'}${quality.why}。${quality.issues.map((i) => `${DAMAGE_ZH[i.kind]} ${i.count} 处`).join('；')}</p>
${notes.length > 0 ? html`<ul>${notes.map((n) => html`<li>${n.page ? `第${n.page}页：` : ''}${n.message}</li>`)}</ul>` : NOTHING}
${faults.length > 0 ? html`<ul>${faults.map((f) => html`<li>${sayPath(f.path)}：${f.message}</li>`)}</ul>` : NOTHING}
${
  unresolved.length > 0
    ? html`<table><thead><tr><th scope="col">存疑文字</th><th scope="col">可能的读法</th><th scope="col">原因</th></tr></thead><tbody>${unresolved.map(
        (u) =>
          html`<tr><td>${text.slice(u.span.start, u.span.end)}</td><td>${u.candidates.join('、') || '不明'}</td><td>${u.why}</td></tr>`,
      )}</tbody></table>`
    : NOTHING
}
${
  repairs.length > 0
    ? html`<details><summary>复原 ${repairs.length} 处${rest > 0 ? `（另有断行、网页杂质 ${rest} 处）` : ''}</summary><table><thead><tr><th scope="col">原件</th><th scope="col">读作</th><th scope="col">方法</th><th scope="col">可信度</th></tr></thead><tbody>${repairs.map(
        (r) =>
          html`<tr><td>${r.sourceText || '（无）'}</td><td>${r.reading || '（略去）'}</td><td>${r.method}</td><td class="nowrap">${Math.round(r.confidence * 100)}%</td></tr>`,
      )}</tbody></table></details>`
    : NOTHING
}</div></section>`;
}
