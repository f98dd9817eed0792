import { LEVEL_ZH } from '../../records/document.ts';
import {
  COVERAGE_STATES,
  COVERAGE_ZH,
  FINDING_ZH,
  type Finding,
  type Report,
  SEVERITY_ZH,
  type Severity,
  type SuperiorClause,
  VERDICT_ZH,
  type Verdict,
} from '../../records/report.ts';
import { block, ends, field, paint, rule, type Style, type Terminal } from './paint.ts';
import { type Run, widthOf } from './width.ts';
import {
  besideQuote,
  chargeOf,
  editPieces,
  sayCounts,
  sayDate,
  sayDocument,
  sayDoubt,
  sayEdit,
  sayPath,
  sayTitle,
} from './wording.ts';

const BADGE: Readonly<Record<Verdict, { readonly mark: string; readonly style: Style; readonly text: Style }>> = {
  consistent: { mark: '✓', style: 'badgeGood', text: 'good' },
  'mostly-consistent': { mark: '!', style: 'badgeWarning', text: 'warning' },
  inconsistent: { mark: '✗', style: 'badgeConflict', text: 'conflict' },
  'needs-review': { mark: '?', style: 'badgeNotice', text: 'notice' },
};
const COLOUR: Readonly<Record<Severity, Style>> = { conflict: 'conflict', warning: 'warning', notice: 'notice' };

/** The review as a person reads it in a terminal. Lines are at most `width` columns (40 to 100); no colour, no escapes. */
export function reportToTerminal(report: Report, options: Terminal): string {
  const terminal = { ...options, width: Math.min(100, Math.max(40, options.width)) };
  return [
    ...headOf(report, terminal),
    ...report.findings.flatMap((f, i) => findingOf(f, i + 1, terminal)),
    ...coverageOf(report, terminal),
    ...againstOf(report, terminal),
  ]
    .join('\n')
    .concat('\n');
}

function headOf(report: Report, terminal: Terminal): string[] {
  const { document: d } = report;
  const badge = BADGE[report.verdict];
  const facts = [
    d.docNumber,
    d.issuers.join('、'),
    d.region ? d.region.name.replaceAll('/', ' ') : null,
    d.level === 'unknown' ? null : LEVEL_ZH[d.level],
    d.issuedOn ? sayDate(d.issuedOn) : null,
    d.draft ? '征求意见稿' : null,
  ].filter((x) => x !== null && x !== '');
  const poor = d.quality.issues.length > 0 || !d.quality.usable;
  return [
    ...ends(
      [{ text: '发文一致性评估', style: 'strong' }],
      [{ text: `评估日期 ${report.asOf}`, style: 'faint' }],
      terminal,
    ),
    rule(terminal, '━'),
    ...block([{ text: d.title || d.source, style: 'strong' }], terminal),
    ...block([{ text: facts.join(' · '), style: 'faint' }], terminal),
    ...(poor ? field('副本', [{ text: d.quality.why, style: 'warning' }], terminal, 2) : []),
    '',
    ...block(
      [
        { text: ` ${badge.mark} ${VERDICT_ZH[report.verdict]} `, style: badge.style },
        { text: `  ${report.verdictReason}`, style: badge.text },
      ],
      terminal,
    ),
    '',
  ];
}

function findingOf(f: Finding, number: number, terminal: Terminal): string[] {
  const colour = COLOUR[f.severity];
  const { superior } = f;
  const doubt = sayDoubt(f);
  const words = (label: string, text: string): string[] => field(label, [{ text }], terminal);
  return [
    rule(terminal),
    ...ends(
      [
        { text: `${number}`.padStart(2), style: colour },
        { text: `  ${FINDING_ZH[f.kind]}`, style: 'strong' },
        { text: `  ${SEVERITY_ZH[f.severity]}`, style: colour },
        ...(chargeOf(f) === 'principle' ? [{ text: '（上级为“原则上”的要求）', style: 'faint' as const }] : []),
      ],
      [{ text: `文稿 ${sayPath(f.draft.path)}`, style: 'faint' }],
      terminal,
    ),
    ...(f.draft.quote ? field('文稿', marked(f, terminal.colour), terminal) : []),
    ...(superior
      ? [
          ...field('上级', [{ text: superior.quote, style: 'superior' }], terminal),
          ...placeOf(superior, terminal).flatMap((line) => field('    ', [{ text: line, style: 'faint' }], terminal)),
        ]
      : []),
    ...(f.calculation ? field('计算', [{ text: f.calculation, style: colour }], terminal) : []),
    ...words('理由', besideQuote(f, f.reason)),
    ...words('建议', besideQuote(f, f.suggestion)),
    ...(f.edit ? field('改法', edited(f, terminal.colour), terminal) : []),
    ...(doubt ? field('存疑', [{ text: doubt, style: 'warning' }], terminal) : []),
    '',
  ];
}

/** Title, 文号 and place on one line, or the title on its own where they do not fit. */
function placeOf(s: SuperiorClause, { width }: Terminal): string[] {
  const place = s.path ? `“${sayPath(s.path)}”` : '';
  const one = `${sayDocument(s)} ${place}`.trimEnd();
  const two = `${s.docNumber ?? ''} ${place}`.trim();
  return widthOf(one) <= width - 10 || two === '' ? [one] : [sayTitle(s.title), two];
}

/** The draft's words; with colour the words that the edit changes are marked. */
function marked(f: Finding, colour: boolean): Run<Style>[] {
  if (!colour || !f.edit || !f.draft.quote.includes(f.edit.from)) return [{ text: f.draft.quote, style: 'strong' }];
  return editPieces(f)
    .filter((p) => p.change !== 'insert')
    .map((p) => ({ text: p.text, style: p.change === 'delete' ? 'mark' : 'strong' }));
}

/** A small change in its sentence; a deletion of the whole, or no colour, in words. */
function edited(f: Finding, colour: boolean): Run<Style>[] {
  const plain = [{ text: sayEdit(f) ?? '' }];
  if (!colour || !f.edit || f.edit.to === '') return plain;
  return editPieces(f).map((p) =>
    p.change === 'keep' ? { text: p.text } : { text: p.text, style: p.change === 'delete' ? 'delete' : 'insert' },
  );
}

function coverageOf(report: Report, terminal: Terminal): string[] {
  const total = report.coverage.length;
  if (total === 0) return [];
  const counts = COVERAGE_STATES.map((state) => ({
    state,
    n: report.coverage.filter((c) => c.state === state).length,
  }));
  const room = Math.max(10, terminal.width - 34);
  const open = report.coverage.filter((c) => c.state === 'incomparable' || c.state === 'unread');
  return [
    rule(terminal),
    ...block([{ text: '逐句覆盖', style: 'strong' }, { text: `  文稿共 ${total} 个分句` }], terminal),
    ...counts
      .filter((c) => c.n > 0)
      .map(({ state, n }) => {
        const label = COVERAGE_ZH[state];
        const bar = '█'.repeat(Math.max(1, Math.round((n / total) * room)));
        const style: Style = state === 'finding' ? 'conflict' : state === 'consistent' ? 'good' : 'warning';
        return `  ${label}${' '.repeat(18 - widthOf(label))}${String(n).padStart(4)}  ${paint(bar, style, terminal.colour)}`;
      }),
    ...open.flatMap((c) =>
      field(
        sayPath(c.path),
        [{ text: report.document.text.slice(c.span.start, c.span.end) }, { text: `：${c.why}`, style: 'faint' }],
        terminal,
      ),
    ),
    '',
  ];
}

function againstOf(report: Report, terminal: Terminal): string[] {
  const list = (usable: boolean): string[] =>
    report.against
      .filter((a) => a.usable === usable)
      .flatMap((a) =>
        field(
          usable ? '●' : '○',
          [
            { text: `${sayDocument(a)}\n` },
            { text: `${a.level === 'unknown' ? '' : `${LEVEL_ZH[a.level]} · `}${a.reason}`, style: 'faint' },
          ],
          terminal,
          2,
        ),
      );
  const [used, left] = [list(true), list(false)];
  return [
    rule(terminal),
    ...block([{ text: '评估依据', style: 'strong' }], terminal),
    ...(used.length > 0 ? used : ['  没有可用的上级文件。']),
    ...(left.length > 0 ? ['', ...block([{ text: '未能比对', style: 'strong' }], terminal), ...left] : []),
    '',
    ...block(
      [
        {
          text: `结论：${VERDICT_ZH[report.verdict]}（${sayCounts(report)}）。结论供人工复核，不代替制定机关的判断。`,
          style: 'faint',
        },
      ],
      terminal,
    ),
  ];
}
