/**
 * Damages clean notices as copies on the web are damaged, and measures what restoration makes of them.
 *
 *     node bench/damage.ts [--seed 7] [--rounds 5] [FILE…]        default: the sample notices
 *
 * Seeded: one seed, one damage. Every place is known, so that each ends as one of: right · wrong · flagged · silent.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Restored, restore } from '../pipeline/restore/index.ts';
import { CONFUSIONS } from '../pipeline/restore/ocr-rows.ts';
import { respunBy } from '../pipeline/restore/respun.ts';
import { ROWS, type Row, Table } from '../pipeline/restore/respun-table.ts';
import { Revision } from '../pipeline/restore/revision.ts';

export type DamageClass = 'synonym' | 'unknown-synonym' | 'date' | 'clock' | 'mark' | 'redaction' | 'confusion';

/** One damaged place: what stood there, what stands there now, and where in the damaged text. */
export interface Wound {
  readonly kind: DamageClass;
  readonly clean: string;
  readonly start: number;
  readonly end: number;
}

export interface Damaged {
  readonly text: string;
  readonly wounds: readonly Wound[];
}

/** mulberry32: small, seeded, good enough to choose places. */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Synonyms in the manner of the rewriting tools that the table does not hold. */
export const UNKNOWN: readonly (readonly [string, string])[] = [
  ['报送', '呈递'],
  ['数据', '数目字'],
  ['检查', '查勘'],
  ['教师', '夫子'],
  ['学生', '生徒'],
  ['负担', '担荷'],
  ['文件', '文牍'],
  ['公布', '昭示'],
  ['审核', '勘核'],
  ['活动', '举止'],
  ['校园', '庠序'],
  ['时间', '辰光'],
  ['借用', '挪借'],
  ['会议', '晤谈'],
  ['清理', '涤除'],
  ['规范', '绳墨'],
  ['应当', '理合'],
  ['要求', '央求'],
  ['报告', '禀报'],
  ['方案', '擘画'],
];

/** Official word → what the tools make of it, from the table read backwards. */
function synonyms(rows: readonly Row[]): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const row of rows) {
    if (row.common) continue;
    for (const to of new Set([...row.free, ...row.conditional.map((c) => c.to)])) {
      if (to === null || to.length < 2) continue;
      out.set(to, [...(out.get(to) ?? []), row.respun]);
    }
  }
  return out;
}

interface Cut {
  readonly kind: DamageClass;
  readonly start: number;
  readonly end: number;
  readonly reading: string;
}

function inflict(clean: string, cuts: readonly Cut[]): Damaged {
  const wounds: Wound[] = [];
  let text = '';
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (cut.start < at) continue;
    text += clean.slice(at, cut.start);
    wounds.push({
      kind: cut.kind,
      clean: clean.slice(cut.start, cut.end),
      start: text.length,
      end: text.length + cut.reading.length,
    });
    text += cut.reading;
    at = cut.end;
  }
  return { text: text + clean.slice(at), wounds };
}

/** Replaces words by one synonym each, the same wherever the word stands, as the tools do. */
export function respin(clean: string, seed: number, rows: readonly Row[] = ROWS, share = 0.6): Damaged {
  const rng = random(seed);
  const pairs: [string, string, DamageClass][] = [];
  for (const [word, choices] of synonyms(rows)) {
    if (rng() > share || !clean.includes(word)) continue;
    pairs.push([word, choices[Math.floor(rng() * choices.length)] ?? word, 'synonym']);
  }
  const unknown = UNKNOWN.filter(() => rng() < 0.3);
  for (const [word, respun] of unknown) pairs.unshift([word, respun, 'unknown-synonym']);
  const cuts: Cut[] = [];
  for (const [word, reading, kind] of pairs)
    for (let at = clean.indexOf(word); at >= 0; at = clean.indexOf(word, at + word.length))
      cuts.push({ kind, start: at, end: at + word.length, reading });
  return inflict(clean, cuts);
}

/** Drops the characters round digits, quotation marks and brackets, covers and confuses characters. */
export function wear(clean: string, seed: number, share = 0.5): Damaged {
  const rng = random(seed);
  const cuts: Cut[] = [];
  const each = (pattern: RegExp, kind: DamageClass, reading: (m: RegExpMatchArray) => string, odds = share) => {
    for (const m of clean.matchAll(pattern)) {
      if (rng() >= odds) continue;
      cuts.push({ kind, start: m.index, end: m.index + m[0].length, reading: reading(m) });
    }
  };
  each(
    /(20\d{2})年(\d{1,2})月(\d{1,2})日(?=前|印发|\n|$|起|止)/g,
    'date',
    (m) => `${m[1]}${m[2]}${m[3]}${rng() < 0.5 ? '日' : ''}`,
  );
  each(/(20\d{2})年(\d{1,2})月(?!\d)/g, 'date', (m) => `${m[1]}${m[2]}月`);
  each(/(?<=每月)(\d{1,2})日(?=前)/g, 'date', (m) => m[1] ?? '');
  each(/(?<=[晚早]于)(\d{1,2}):(\d{2})/g, 'clock', (m) => `${m[1]}${m[2]}`);
  each(/(?<=“[^“”\n]{2,8})”/g, 'mark', () => '', share / 3);
  each(/市场(?=监|秩序|、)/g, 'redaction', () => 'x场');
  each(/中共中央(?=办公厅)/g, 'redaction', () => '******');
  each(/(?<=上)市(?=公司|融资)/g, 'redaction', () => 'x');
  each(/习近平(?=总书记|新时代)/g, 'redaction', () => '***');
  for (const line of CONFUSIONS.trim().split('\n')) {
    const [read = '', right = '', ...words] = line.split(' ');
    for (const word of words)
      if (rng() < 0.5) each(new RegExp(word, 'g'), 'confusion', () => word.replace(right, read), share / 6);
  }
  return inflict(clean, cuts);
}

export type Outcome = 'right' | 'wrong' | 'flagged' | 'silent';

export interface Tally {
  readonly outcomes: Record<DamageClass, Record<Outcome, number>>;
  /** Repairs of places that were whole. */
  readonly meddled: string[];
  /** Wounds restored to something that never stood there. */
  readonly wrong: string[];
  readonly silent: string[];
}

/** Compares place by place. A wound and all repairs that touch it are judged together. */
export function tally(
  clean: string,
  { text, wounds }: Damaged,
  restored: Pick<Restored, 'text' | 'issues' | 'segments'>,
): Tally {
  const none = () => ({ right: 0, wrong: 0, flagged: 0, silent: 0 });
  const outcomes: Tally['outcomes'] = {
    synonym: none(),
    'unknown-synonym': none(),
    date: none(),
    clock: none(),
    mark: none(),
    redaction: none(),
    confusion: none(),
  };
  const meddled: string[] = [];
  const wrong: string[] = [];
  const silent: string[] = [];
  const changed = restored.segments.filter((s) => restored.text.slice(s.start, s.end) !== text.slice(s.from, s.to));
  const open = restored.issues.flatMap((i) => i.unresolved.map((u) => u.span));
  const toRestored = (at: number, end: boolean): number => {
    const run = restored.segments.find((s) => (end ? s.from < at && at <= s.to : s.from <= at && at < s.to));
    if (!run) return at === 0 ? 0 : restored.text.length;
    const plain = run.end - run.start === run.to - run.from;
    if (plain) return run.start + at - run.from;
    return end ? run.end : run.start;
  };
  let shift = 0;
  const cleanAt: number[] = wounds.map((w) => {
    const at = w.start + shift;
    shift += w.clean.length - (w.end - w.start);
    return at;
  });
  const touchedBy = (w: Wound) =>
    changed.filter((s) =>
      s.from === s.to || w.start === w.end ? s.from <= w.end && w.start <= s.to : s.from < w.end && w.start < s.to,
    );
  const used = new Set<(typeof changed)[number]>();
  for (const [i, w] of wounds.entries()) {
    const repairs = touchedBy(w);
    for (const r of repairs) used.add(r);
    const from = Math.min(w.start, ...repairs.map((r) => r.from));
    const to = Math.max(w.end, ...repairs.map((r) => r.to));
    // What stood from `from` to `to`: other wounds in reach are undone too.
    let stood = '';
    let at = from;
    for (const [j, v] of wounds.entries()) {
      if (v.end < from || v.start > to || (v.end === from && v.start < from) || (v.start === to && v.end > to))
        continue;
      if (v.start < from || v.end > to) continue;
      stood += text.slice(at, v.start) + v.clean;
      at = v.end;
      void j;
    }
    stood += text.slice(at, to);
    const start =
      from === 0
        ? 0
        : toRestored(from, from === to || restored.segments.some((s) => s.from === s.to && s.from === from));
    const now = restored.text.slice(
      Math.min(start, toRestored(from, false)),
      Math.max(toRestored(to, true), toRestored(from, false)),
    );
    const flagged = open.some((o) => o.start <= toRestored(w.end, true) && toRestored(w.start, false) <= o.end);
    const context = `${clean.slice(Math.max(0, (cleanAt[i] ?? 0) - 8), cleanAt[i])}⟦${w.clean}⟧`;
    const outcome: Outcome =
      now === stood || now.endsWith(stood) ? 'right' : repairs.length > 0 ? 'wrong' : flagged ? 'flagged' : 'silent';
    outcomes[w.kind][outcome]++;
    if (outcome === 'wrong') wrong.push(`${w.kind} ${context} “${text.slice(w.start, w.end)}” → “${now}”`);
    if (outcome === 'silent') silent.push(`${w.kind} ${context} “${text.slice(w.start, w.end)}”`);
  }
  for (const s of changed) {
    if (used.has(s)) continue;
    const before = text.slice(Math.max(0, s.from - 8), s.from);
    meddled.push(
      `${before}⟦${text.slice(s.from, s.to)} → ${restored.text.slice(s.start, s.end)}⟧${text.slice(s.to, s.to + 6)}`,
    );
  }
  return { outcomes, meddled, wrong, silent };
}

/** The clean notices of the project. */
export function samples(): string[] {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const out: string[] = [];
  for (const folder of ['corpus/samples', 'tests/gold'])
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.txt') && !name.includes('negative')) out.push(join(root, folder, name));
  return out.sort();
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '7' },
      rounds: { type: 'string', default: '3' },
      list: { type: 'boolean', default: false },
    },
  });
  const files = positionals.length > 0 ? positionals : samples();
  const total = new Map<string, Record<Outcome, number>>();
  const lists = { meddled: [] as string[], wrong: [] as string[], silent: [] as string[] };
  const add = (label: string, t: Tally) => {
    for (const [kind, counts] of Object.entries(t.outcomes)) {
      const row = total.get(`${label} ${kind}`) ?? { right: 0, wrong: 0, flagged: 0, silent: 0 };
      row.right += counts.right;
      row.wrong += counts.wrong;
      row.flagged += counts.flagged;
      row.silent += counts.silent;
      total.set(`${label} ${kind}`, row);
    }
    lists.meddled.push(...t.meddled.map((m) => `${label} ${m}`));
    lists.wrong.push(...t.wrong.map((m) => `${label} ${m}`));
    lists.silent.push(...t.silent.map((m) => `${label} ${m}`));
  };
  for (const [f, file] of files.entries()) {
    const clean = readFileSync(file, 'utf8');
    for (let round = 0; round < Number(values.rounds); round++) {
      const seed = Number(values.seed) * 1000 + f * 10 + round;
      const spun = respin(clean, seed);
      add('table', tally(clean, spun, restore(spun.text)));
      const worn = wear(clean, seed);
      add('worn', tally(clean, worn, restore(worn.text)));
      // A seventh of the rows is withheld: what the table does not know must be flagged.
      const rng = random(seed + 1);
      const known = ROWS.filter(() => rng() > 1 / 7);
      const withheld = new Set(ROWS.filter((r) => !known.includes(r)).map((r) => r.respun));
      const found = respunBy(new Table(known)).find(spun.text, { year: null, witnesses: [] });
      const draft = new Revision(spun.text).with(found.edits, 'respun');
      const issues = found.issues.map((i) => ({
        ...i,
        unresolved: i.unresolved.map((u) => ({ ...u, span: draft.toText(u.span) })),
      }));
      const only = spun.wounds.map(
        (w): Wound => (withheld.has(spun.text.slice(w.start, w.end)) ? { ...w, kind: 'unknown-synonym' } : w),
      );
      add(
        'withheld',
        tally(clean, { text: spun.text, wounds: only }, { text: draft.text, issues, segments: draft.segments() }),
      );
    }
  }
  console.log(`${files.length} notices, ${values.rounds} rounds each, seed ${values.seed}\n`);
  console.log('copy      damage              right   wrong flagged  silent   right%');
  for (const [label, r] of total) {
    const sum = r.right + r.wrong + r.flagged + r.silent;
    if (sum === 0) continue;
    const cells = [r.right, r.wrong, r.flagged, r.silent].map((n) => String(n).padStart(8)).join('');
    console.log(`${label.replace(' ', '\t  ').padEnd(24)}${cells}${((100 * r.right) / sum).toFixed(1).padStart(9)}`);
  }
  console.log(`\nrepairs of whole places: ${lists.meddled.length}`);
  if (values.list)
    for (const [name, lines] of Object.entries(lists)) console.log(`\n${name}\n  ${[...new Set(lines)].join('\n  ')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
