import { formatNumber, type NumberFormat } from './number-format.ts';

/** One of the nine levels of a list, as DOCX and DOC both describe it. */
export interface Level {
  readonly start: number;
  readonly format: NumberFormat;
  /** `%1`–`%9` stand for the numbers of the levels: 第%1条 · （%2） · %1.%2 */
  readonly text: string;
  readonly suffix: 'tab' | 'space' | 'nothing';
  /** Word's 正规形式编号: every number in it is shown in Arabic digits. */
  readonly legal: boolean;
  /**
   * Restarts when a level of index below this is used: undefined is any higher level, 0 is never.
   * (ECMA-376 17.9.10 lvlRestart)
   */
  readonly restart?: number;
}

/** A list instance: the levels in force, and the counts it shares with every other instance of the same definition. */
export interface List {
  /** Instance, e.g. `numId`. */
  readonly id: string;
  /** Definition, e.g. `abstractNumId`: instances of one definition go on counting each other's paragraphs. */
  readonly definition: string;
  readonly levels: readonly (Level | undefined)[];
  /** First number of a level when this instance first uses it. (17.9.26 startOverride) */
  readonly overrides: ReadonlyMap<number, number>;
}

/** Counts numbered paragraphs in document order and says what Word prints before each. */
export class Counters {
  readonly #counts = new Map<string, (number | undefined)[]>();
  readonly #overridden = new Set<string>();

  /** Label of the next paragraph on this level, '' for a bullet or no number, and the text that parts it from the body. */
  next(list: List, index: number): { label: string; gap: string } {
    const level = list.levels[index];
    if (!level) return { label: '', gap: '' };
    const counts = this.#counts.get(list.definition) ?? [];
    this.#counts.set(list.definition, counts);

    // A level skipped on the way down counts as begun: Heading 1 after a first Heading 2 is 2. (Microsoft KB Q110380)
    for (let above = 0; above < index; above++) {
      if (counts[above] !== undefined) continue;
      counts[above] = list.overrides.get(above) ?? list.levels[above]?.start ?? 1;
      this.#overridden.add(`${list.id}/${above}`);
    }
    const override = list.overrides.get(index);
    const used = `${list.id}/${index}`;
    if (override !== undefined && !this.#overridden.has(used)) counts[index] = override;
    else counts[index] = (counts[index] ?? level.start - 1) + 1;
    this.#overridden.add(used);

    for (let deeper = index + 1; deeper < 9; deeper++) {
      const restart = list.levels[deeper]?.restart;
      if (restart === undefined || index < restart) counts[deeper] = undefined;
    }
    if (level.format === 'bullet') return { label: '', gap: '' };

    const label = level.text
      .replace(/%([1-9])/g, (_, digit: string) => {
        const at = Number(digit) - 1;
        const of = list.levels[at];
        if (!of) return '';
        const value = counts[at] ?? of.start;
        return formatNumber(value, level.legal && of.format !== 'decimalZero' ? 'decimal' : of.format);
      })
      // A symbol font's bullet inside a number says nothing in text.
      .replace(/[\ue000-\uf8ff\s\u3000]+/g, '');
    return { label, gap: gapOf(label, level) };
  }
}

/** 一、总体要求 needs no blank behind its number, 第一条 本办法 and 2.1 法定编号 do. */
const gapOf = (label: string, level: Level): string =>
  label === '' || level.suffix === 'nothing' || /[、，。．.：:；;）)】〕\]①-⑳㈠-㈩⑴-⒛]$/.test(label) ? '' : ' ';
