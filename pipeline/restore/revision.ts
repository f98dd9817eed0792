import type { DamageKind, Repair } from '../../records/text.ts';
import type { Edit } from './restore.ts';

/** A run of the map from a revised text to its source: `text[start, end)` was read from `source[from, to)`. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/** One repaired place in offsets of the source. */
interface Patch {
  readonly from: number;
  readonly to: number;
  readonly reading: string;
  readonly kind: DamageKind;
  readonly method: string;
  readonly confidence: number;
}

interface Run extends Segment {
  readonly patch: Patch | null;
}

/**
 * A text and the edits that led to it. Edits of edits are folded into one repair of the source,
 * so that each place keeps what stood there at first. Immutable: `with` returns a new revision.
 */
export class Revision {
  readonly source: string;
  readonly text: string;
  private readonly patches: readonly Patch[];
  private readonly runs: readonly Run[];

  constructor(source: string, patches: readonly Patch[] = []) {
    this.source = source;
    this.patches = patches;
    const runs: Run[] = [];
    const parts: string[] = [];
    let at = 0;
    let from = 0;
    const keep = (to: number) => {
      if (to <= from) return;
      runs.push({ start: at, end: at + to - from, from, to, patch: null });
      parts.push(source.slice(from, to));
      at += to - from;
      from = to;
    };
    for (const patch of patches) {
      keep(patch.from);
      runs.push({ start: at, end: at + patch.reading.length, from: patch.from, to: patch.to, patch });
      parts.push(patch.reading);
      at += patch.reading.length;
      from = patch.to;
    }
    keep(source.length);
    this.runs = runs;
    this.text = parts.join('');
  }

  /**
   * The text after `edits` (offsets into `this.text`). Where two edits overlap the earlier in the text wins,
   * then the one listed first. An edit that changes nothing is dropped.
   */
  with(edits: readonly Edit[], kind: DamageKind): Revision {
    if (edits.length === 0) return this;
    const sorted = edits.map((edit, order) => ({ edit, order }));
    sorted.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order);
    const fresh: Patch[] = [];
    const gone = new Set<Patch>();
    let cursor = 0;
    let last: Edit | null = null;
    for (const { edit } of sorted) {
      const clash = last !== null && (edit.start < last.end || (edit.start === last.start && edit.end === last.end));
      if (clash || this.text.slice(edit.start, edit.end) === edit.reading) continue;
      last = edit;
      while (cursor < this.runs.length && (this.runs[cursor]?.end ?? 0) < edit.start) cursor++;
      const { patch, absorbed } = this.patchFor(edit, kind, cursor);
      const before = fresh.at(-1);
      // Two edits inside one repaired run: the second waits for the next round, when the first has settled.
      if (absorbed.some((p) => gone.has(p)) || (before && (patch.from < before.to || samePlace(patch, before))))
        continue;
      for (const p of absorbed) gone.add(p);
      fresh.push(patch);
    }
    const all = [...this.patches.filter((p) => !gone.has(p)), ...fresh].sort((a, b) => a.from - b.from || a.to - b.to);
    return new Revision(
      this.source,
      all.filter((p) => this.source.slice(p.from, p.to) !== p.reading),
    );
  }

  /** The patch that an edit makes of the source, and the older patches it takes in. */
  private patchFor(edit: Edit, kind: DamageKind, cursor: number): { patch: Patch; absorbed: Patch[] } {
    const point = edit.start === edit.end;
    const absorbed: Patch[] = [];
    let from = Number.POSITIVE_INFINITY;
    let to = -1;
    let head = '';
    let tail = '';
    let beside = this.source.length;
    for (let i = cursor; i < this.runs.length; i++) {
      const run = this.runs[i];
      if (!run || run.start > edit.end) break;
      const inside = run.start < edit.end && edit.start < run.end;
      if (!run.patch) {
        const start = run.from + Math.max(0, edit.start - run.start);
        if (inside || (point && run.start <= edit.start && edit.start <= run.end)) {
          beside = start;
          if (inside) {
            from = Math.min(from, start);
            to = Math.max(to, run.from + Math.min(run.end, edit.end) - run.start);
          }
        }
        continue;
      }
      const bare = run.from === run.to || run.start === run.end;
      const touching = point
        ? run.start <= edit.start && edit.start <= run.end
        : run.start === run.end && run.start > edit.start && run.start < edit.end;
      if (!inside && !(touching && bare)) {
        if (point && touching) beside = edit.start === run.start ? run.from : run.to;
        continue;
      }
      from = Math.min(from, run.from);
      to = Math.max(to, run.to);
      if (run.start < edit.start) head = this.text.slice(run.start, Math.min(run.end, edit.start));
      if (run.end > edit.end) tail = this.text.slice(Math.max(run.start, edit.end), run.end);
      absorbed.push(run.patch);
    }
    if (to < 0) from = to = beside;
    const patch = {
      from,
      to,
      reading: head + edit.reading + tail,
      kind: absorbed[0]?.kind ?? kind,
      method: [...new Set([...absorbed.map((p) => p.method), edit.method])].join(' + '),
      confidence: Math.min(edit.confidence, ...absorbed.map((p) => p.confidence)),
    };
    return { patch, absorbed };
  }

  /** Total and monotone: covers the text without gaps; unrepaired runs map character by character. */
  segments(): Segment[] {
    return this.runs.map(({ start, end, from, to }) => ({ start, end, from, to }));
  }

  repairs(): Repair[] {
    const out: Repair[] = [];
    for (const { start, end, patch } of this.runs) {
      if (!patch) continue;
      out.push({
        kind: patch.kind,
        span: { start, end },
        sourceText: this.source.slice(patch.from, patch.to),
        reading: patch.reading,
        method: patch.method,
        confidence: patch.confidence,
      });
    }
    return out;
  }

  /** The repairs as edits of the source: what a detector that works in several steps hands back. */
  edits(): Edit[] {
    return this.patches.map((p) => ({
      start: p.from,
      end: p.to,
      reading: p.reading,
      method: p.method,
      confidence: p.confidence,
    }));
  }

  /** Where a span of the source stands in the text. A border inside a repaired run widens to the run. */
  toText(span: { start: number; end: number }): { start: number; end: number } {
    const start = this.border(span.start, false);
    return { start, end: Math.max(start, this.border(span.end, true)) };
  }

  /** Where a span of the text was read in the source. A border inside a repaired run widens to the run. */
  toSource(span: { start: number; end: number }): { start: number; end: number } {
    const first = this.runAt(span.start, false);
    const start = !first ? this.source.length : first.patch ? first.from : first.from + span.start - first.start;
    if (span.start >= span.end) return { start, end: start };
    const last = this.runAt(span.end, true);
    const end = !last ? this.source.length : last.patch ? last.to : last.from + span.end - last.start;
    return { start, end: Math.max(start, end) };
  }

  /** The run that holds the character after `at`, or before it where `at` is an end. */
  private runAt(at: number, isEnd: boolean): Run | undefined {
    let low = 0;
    let high = this.runs.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      const run = this.runs[mid];
      if (run && (isEnd ? run.end < at : run.end <= at)) low = mid + 1;
      else high = mid;
    }
    return this.runs[low];
  }

  private border(at: number, isEnd: boolean): number {
    let low = 0;
    let high = this.runs.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      const run = this.runs[mid];
      if (run && (isEnd ? run.to < at : run.to <= at)) low = mid + 1;
      else high = mid;
    }
    const run = this.runs[low];
    if (!run) return this.text.length;
    if (!run.patch) return run.start + Math.max(0, at - run.from);
    if (at <= run.from) return run.start;
    return isEnd ? run.end : run.start;
  }
}

const samePlace = (a: Patch, b: Patch): boolean => a.from === b.from && a.to === b.to;
