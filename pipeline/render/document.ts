import { trace } from '../../extractors/explain.ts';
import { type ClauseRecord, MATTER_ZH, RECORD_TYPES, TYPE_ZH } from '../../records/clause.ts';
import { LEVEL_ZH, type Level } from '../../records/document.ts';
import type { Reading } from '../../records/reading.ts';
import type { Heading } from '../../records/structure.ts';
import { DAMAGE_ZH, type Repair, repairsIn } from '../../records/text.ts';
import { toSections } from '../clauses.ts';
import { block, ends, field, rule, type Style, type Terminal } from './paint.ts';
import { sayRecordDoubt } from './records.ts';
import { STRENGTH_ZH, sayValue } from './values.ts';
import type { Run } from './width.ts';
import { sayDate, sayDocument, sayPath } from './wording.ts';

const bounded = (t: Terminal): Terminal => ({ ...t, width: Math.min(120, Math.max(40, t.width)) });
const page = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

const FROM_ZH = { text: '正文', imprint: '版记', 'page-table': '网页信息表', 'file-name': '文件名', inferred: '推断' };

/** `wenheng show ID`: what is known of the document and from where, its outline, its records by type, the state of the copy. */
export function documentToTerminal(reading: Reading, options: Terminal): string {
  const terminal = bounded(options);
  const { document: d, records } = reading;
  const line = (name: string, label: string, value: string | null): string[] => {
    const evidence = d.evidence[name];
    const from = evidence ? `  ${FROM_ZH[evidence.from]} ${Math.round(evidence.confidence * 100)}%` : '';
    return field(label, [{ text: value || '（未读出）' }, { text: from, style: 'faint' }], terminal, 2);
  };
  const counts = RECORD_TYPES.map((type) => ({ type, n: records.filter((r) => r.type === type).length }));
  return page([
    ...block([{ text: d.title || d.source, style: 'strong' }], terminal, 0),
    ...(d.coverTitle ? block([{ text: `（${d.coverTitle}）`, style: 'faint' }], terminal, 0) : []),
    rule(terminal),
    ...line('id', '编　　号', d.id),
    ...line('docNumber', '发文字号', d.docNumber),
    ...line('issuers', '发文机关', d.issuers.join('、')),
    ...line('level', '层　　级', LEVEL_ZH[d.level]),
    ...line('region', '地　　区', d.region ? `${d.region.name.replaceAll('/', ' ')}（${d.region.code}）` : null),
    ...line('issuedOn', '成文日期', d.issuedOn ? sayDate(d.issuedOn) : null),
    ...line('genre', '文　　种', d.genre ? `${d.genre}${d.draft ? '（征求意见稿）' : ''}` : null),
    ...line('addressees', '主送机关', d.addressees.join('、')),
    ...(d.attachments.length > 0 ? line('attachments', '附　　件', d.attachments.join('；')) : []),
    ...line('source', '来　　源', `${d.source}（${d.format}，${d.text.length} 字）`),
    '',
    ...block([{ text: '条款记录', style: 'strong' }], terminal),
    ...block([{ text: counts.map((c) => `${TYPE_ZH[c.type]} ${c.n}`).join('　') }], terminal),
    '',
    ...block([{ text: '结构', style: 'strong' }], terminal),
    ...(d.outline.length > 0 ? d.outline.flatMap((h) => outlineOf(h, 1, terminal)) : ['  （没有编号的段落）']),
    ...d.faults.flatMap((f) =>
      field('断号', [{ text: `${sayPath(f.path)} ${f.message}`, style: 'warning' }], terminal, 2),
    ),
    '',
    ...block([{ text: '副本质量', style: 'strong' }], terminal),
    ...qualityOf(reading, terminal),
  ]);
}

function outlineOf(h: Heading, depth: number, terminal: Terminal): string[] {
  const words: Run<Style>[] = [
    { text: `${h.label}  ${h.heading}` },
    ...(h.restored ? [{ text: '（编号系复原）', style: 'warning' as const }] : []),
  ];
  return [...block(words, terminal, depth * 2), ...h.children.flatMap((c) => outlineOf(c, depth + 1, terminal))];
}

function qualityOf({ document: d }: Reading, terminal: Terminal): string[] {
  const { quality } = d;
  const unresolved = quality.issues.flatMap((i) => i.unresolved);
  return [
    ...block(
      [
        {
          text: `${quality.usable ? '可作依据' : '不可作依据'}：${quality.why}`,
          style: quality.usable ? 'good' : 'warning',
        },
      ],
      terminal,
    ),
    ...quality.issues.flatMap((i) => block([{ text: `${DAMAGE_ZH[i.kind]} ${i.count} 处` }], terminal)),
    ...unresolved.flatMap((u) =>
      field(
        '存疑',
        [
          { text: `“${d.text.slice(u.span.start, u.span.end)}”`, style: 'warning' },
          { text: ` ${u.candidates.length > 0 ? `可能是 ${u.candidates.join(' 或 ')}；` : ''}${u.why}` },
        ],
        terminal,
        2,
      ),
    ),
    ...d.notes.flatMap((n) => block([{ text: `${n.page ? `第${n.page}页：` : ''}${n.message}` }], terminal)),
    ...(quality.repairs.length > 0
      ? block([{ text: `复原 ${quality.repairs.length} 处，加 --repairs 逐处查看。`, style: 'faint' }], terminal)
      : []),
  ];
}

/** Characters of the text shown on each side of a repair. */
const CONTEXT = 12;

/** `wenheng show ID --repairs`: source beside reading, with kind, method and confidence. */
export function repairsToTerminal(reading: Reading, options: Terminal): string {
  const terminal = bounded(options);
  const { quality, text, title, source } = reading.document;
  if (quality.repairs.length === 0) return page([title || source, '副本没有需要复原之处。']);
  const kinds = Map.groupBy(quality.repairs, (r) => r.kind);
  return page([
    ...block([{ text: title || source, style: 'strong' }], terminal, 0),
    ...block(
      [
        {
          text: `复原 ${quality.repairs.length} 处：${[...kinds].map(([k, all]) => `${DAMAGE_ZH[k]} ${all.length}`).join('、')}`,
          style: 'faint',
        },
      ],
      terminal,
      0,
    ),
    rule(terminal),
    ...quality.repairs.flatMap((r, i) => repairOf(r, i + 1, text, terminal)),
  ]);
}

function repairOf(r: Repair, n: number, text: string, terminal: Terminal): string[] {
  const before = text.slice(Math.max(0, r.span.start - CONTEXT), r.span.start).replace(/^.*\n/s, '');
  const after = text.slice(r.span.end, r.span.end + CONTEXT).replace(/\n.*$/s, '');
  const shown = (words: string, style: Style): Run<Style>[] => [
    { text: `…${before}`, style: 'faint' },
    { text: `【${words.replaceAll('\n', '⏎') || '　'}】`, style },
    { text: `${after}…`, style: 'faint' },
  ];
  return [
    ...ends(
      [{ text: `${String(n).padStart(3)}  ${DAMAGE_ZH[r.kind]}` }],
      [{ text: `${r.method}  ${Math.round(r.confidence * 100)}%`, style: 'faint' }],
      terminal,
    ),
    ...field('原件', shown(r.sourceText, 'delete'), terminal, 5),
    ...field('读作', shown(r.reading, 'insert'), terminal, 5),
  ];
}

/** `wenheng explain RECORD`: the rule behind a record, each of its values, and the way back to the source. */
export function explainToTerminal(record: ClauseRecord, reading: Reading, options: Terminal): string {
  const terminal = bounded(options);
  const { document: d } = reading;
  const say = (label: string, value: string | null, style?: Style): string[] =>
    value ? field(label, [style ? { text: value, style } : { text: value }], terminal, 2) : [];
  const repairs = repairsIn(d.quality.repairs, record.span);
  const boxes = (record.boxes ?? []).map(
    (b) => `第${b.page}页 (${[b.x0, b.y0, b.x1, b.y1].map((x) => Math.round(x)).join(', ')})`,
  );
  const lineStart = d.text.lastIndexOf('\n', record.span.start - 1) + 1;
  const lineEnd = d.text.indexOf('\n', record.span.end);
  return page([
    ...ends([{ text: TYPE_ZH[record.type], style: 'strong' }], [{ text: record.id, style: 'faint' }], terminal),
    rule(terminal),
    ...field(
      '原文',
      [
        { text: d.text.slice(lineStart, record.span.start), style: 'faint' },
        { text: record.quote, style: 'mark' },
        { text: d.text.slice(record.span.end, lineEnd < 0 ? undefined : lineEnd), style: 'faint' },
      ],
      terminal,
      2,
    ),
    ...say('规则', record.rule, 'strong'),
    ...say('内容', sayValue(record)),
    ...say('事项', `${MATTER_ZH[record.matter]}（${record.matter}）`),
    ...say('判定', whyOf(record, reading)),
    ...say('主体', record.actor ?? '（原文未写明）'),
    ...say('强度', `${STRENGTH_ZH[record.strength]}（${record.strength}）`),
    ...say('例外', record.exception),
    ...Object.entries(record).flatMap(([name, value]) =>
      COMMON_FIELDS.has(name) || value === null || typeof value === 'object' ? [] : say(name, String(value)),
    ),
    ...say('存疑', sayRecordDoubt(record), 'warning'),
    ...say(
      '可信度',
      `${Math.round(record.confidence * 100)}%${repairs.length > 0 ? `（原文有 ${repairs.length} 处复原）` : ''}`,
    ),
    '',
    ...block([{ text: '出处', style: 'strong' }], terminal),
    ...say('文件', `${sayDocument(d)} ${sayPath(record.path)}`),
    ...say('副本', d.source),
    ...say(
      '位置',
      `正文第 ${record.span.start}–${record.span.end} 字${boxes.length > 0 ? `；${boxes.join('；')}` : ''}`,
    ),
    ...say('原件', record.sourceQuote ?? null),
    ...repairs.flatMap((r) =>
      say(
        '复原',
        `“${r.sourceText || '（无）'}”读作“${r.reading || '（略去）'}”：${r.method}，${Math.round(r.confidence * 100)}%`,
      ),
    ),
  ]);
}

/** How the matter was decided: the weighted words of the clause, its headings and title. */
function whyOf(record: ClauseRecord, { document, units }: Reading): string | null {
  const section = toSections(document.text, units).find(
    (s) => s.start <= record.span.start && record.span.start < s.start + s.text.length,
  );
  return section ? (trace(section, record, document).find((step) => step.asks === '事项')?.found ?? null) : null;
}

const COMMON_FIELDS = new Set([
  'id',
  'type',
  'path',
  'quote',
  'page',
  'matter',
  'actor',
  'strength',
  'exception',
  'rule',
  'sourceQuote',
  'confidence',
]);

/** What of a search hit is shown; the archive's own type has more. */
export interface Hit {
  readonly document: {
    readonly id: string;
    readonly title: string;
    readonly docNumber: string | null;
    readonly level: Level;
    readonly issuedOn: string | null;
    readonly endedBy?: string | null;
  };
  readonly path: string;
  readonly snippet: string;
  readonly marks: readonly { readonly start: number; readonly end: number }[];
}

/** `wenheng search`: each hit with its document, place and the words found marked. */
export function hitsToTerminal(hits: readonly Hit[], options: Terminal): string {
  const terminal = bounded(options);
  if (hits.length === 0) return '没有找到。可以换一个词，或去掉地区、级别等条件。\n';
  return page(
    hits.flatMap((h, i) => [
      ...ends(
        [{ text: `${String(i + 1).padStart(3)}  ${sayDocument(h.document)}`, style: 'strong' }],
        [{ text: h.document.id, style: 'faint' }],
        terminal,
      ),
      ...field(sayPath(h.path), markedHit(h, terminal.colour), terminal, 5),
      ...block(
        [
          {
            text: [LEVEL_ZH[h.document.level], h.document.issuedOn ?? '', h.document.endedBy ? '已失效' : '']
              .filter((x) => x !== '')
              .join(' · '),
            style: 'faint',
          },
        ],
        terminal,
        5,
      ),
      '',
    ]),
  );
}

/** Without colour the words found stand in 【】. */
function markedHit({ snippet, marks }: Hit, colour: boolean): Run<Style>[] {
  const out: Run<Style>[] = [];
  let at = 0;
  for (const m of [...marks].sort((a, b) => a.start - b.start)) {
    if (m.start < at) continue;
    out.push({ text: snippet.slice(at, m.start) });
    const words = snippet.slice(m.start, m.end);
    out.push({ text: colour ? words : `【${words}】`, style: 'mark' });
    at = m.end;
  }
  out.push({ text: snippet.slice(at) });
  return out.filter((r) => r.text !== '');
}
