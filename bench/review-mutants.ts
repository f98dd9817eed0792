/**
 * Drafts for the review benchmark, made from the frames with a seed: consistent ones, and the same with one clause
 * broken or harmlessly changed. Pure: the same seed gives the same drafts.
 */
import type { FindingKind } from '../records/report.ts';
import { FIELDS } from './review/fields.ts';
import type { Break, Frame, Group, Harmless } from './review/frames.ts';
import { HUNAN } from './review/hunan.ts';
import { SCHOOLS } from './review/schools.ts';
import { SEEDS } from './review/seeds.ts';

export const GROUPS: readonly Group[] = [...HUNAN, ...SCHOOLS, ...FIELDS, ...SEEDS];

export interface Made {
  readonly group: Group;
  readonly text: string;
  /** The clause that was changed; `''` for an untouched draft, the basis sentence for a broken basis. */
  readonly clause: string;
  readonly on: string;
}
export interface Mutant extends Made {
  readonly type: Break;
  readonly kinds: readonly FindingKind[];
}
export interface Control extends Made {
  readonly type: Harmless;
}

/** mulberry32: small, seeded, the same on every machine. */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Dice {
  readonly #next: () => number;
  constructor(seed: number) {
    this.#next = random(seed);
  }
  below(n: number): number {
    return Math.floor(this.#next() * n);
  }
  pick<T>(of: readonly T[]): T {
    const one = of[this.below(of.length)];
    if (one === undefined) throw new RangeError('Dice.pick: nothing to pick from');
    return one;
  }
  shuffle<T>(of: readonly T[]): T[] {
    const out = [...of];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const [a, b] = [out[i], out[j]];
      if (a !== undefined && b !== undefined) [out[i], out[j]] = [b, a];
    }
    return out;
  }
  /** `{a|b}` → one of them. */
  say(text: string): string {
    return text.replace(/\{([^{}]*)\}/g, (_, holes: string) => this.pick(holes.split('|')));
  }
}

const LABELS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
const HEADINGS = ['明确工作要求', '严格规范管理', '抓好组织落实'];

function page(group: Group, basis: string, clauses: readonly string[], dice: Dice): string {
  const body =
    dice.below(2) === 0
      ? clauses.map((c, i) => `${LABELS[i]}、${c}。`)
      : [0, 1].flatMap((part) => {
          const half = Math.ceil(clauses.length / 2);
          const own = clauses.slice(part * half, part * half + half);
          return [`${LABELS[part]}、${HEADINGS[part]}`, ...own.map((c, i) => `（${LABELS[i]}）${c}。`)];
        });
  return [
    group.issuer,
    group.title,
    '（征求意见稿）',
    `${group.to}：`,
    `${basis}，结合实际，现就有关事项通知如下。`,
    ...body,
    group.issuer,
    group.date,
    '',
  ].join('\n\n');
}

/** Up to five further clauses that agree, from other rules than `not`. */
const company = (group: Group, not: Frame | null, dice: Dice): string[] =>
  dice
    .shuffle(group.frames.filter((f) => f !== not))
    .slice(0, 5)
    .map((f) => dice.say(dice.pick(f.keep)));

/** Wordings of one rule and type that enter: a rule with many numbers shall not outweigh the others. */
const MOST = 5;

function byType<T extends { readonly type: string; readonly text: string }>(
  all: readonly T[],
  most: number,
  dice: Dice,
): T[] {
  const types = [...new Set(all.map((x) => x.type))];
  return types.flatMap((type) => dice.shuffle(all.filter((x) => x.type === type)).slice(0, most));
}

export function mutantsOf(group: Group, seed: number): Mutant[] {
  const dice = new Dice(seed);
  const out: Mutant[] = [];
  for (const frame of group.frames)
    for (const { type, text, kinds } of byType(frame.breaks, MOST, dice)) {
      const clause = dice.say(text);
      const clauses = company(group, frame, dice);
      clauses.splice(dice.below(clauses.length + 1), 0, clause);
      out.push({ group, type, kinds, on: frame.on, clause, text: page(group, group.basis, clauses, dice) });
    }
  const basis = (type: Break, sentence: string): Mutant => ({
    group,
    type,
    kinds: ['basis-defect'],
    on: '依据',
    clause: sentence,
    text: page(group, sentence, company(group, null, dice), dice),
  });
  for (let round = 0; round < 3; round++) {
    for (const sentence of group.wrong) out.push(basis('basis-misquoted', sentence));
    for (const sentence of group.over) out.push(basis('basis-repealed', sentence));
  }
  return out;
}

export function controlsOf(group: Group, seed: number): Control[] {
  const dice = new Dice(seed);
  const out: Control[] = [];
  for (let round = 0; round < 6; round++) {
    const clauses = company(group, null, dice);
    out.push({ group, type: 'untouched', on: '', clause: '', text: page(group, group.basis, clauses, dice) });
    if (round % 3 === 0)
      out.push({
        group,
        type: 'reordered',
        on: '',
        clause: '',
        text: page(group, group.basis, [...clauses].reverse(), dice),
      });
  }
  for (const frame of group.frames)
    for (const { type, text } of byType(frame.harmless, 2, dice)) {
      const clause = dice.say(text);
      const clauses = company(group, frame, dice);
      clauses.splice(dice.below(clauses.length + 1), 0, clause);
      out.push({ group, type, on: frame.on, clause, text: page(group, group.basis, clauses, dice) });
    }
  return out;
}
