import type { Span } from '../records/span.ts';
import type { Anchor, DamageKind, QualityIssue, Repair } from '../records/text.ts';

/** A text with its way back to the blocks and everything that was changed on the way. */
export interface Anchored {
  readonly text: string;
  readonly anchors: readonly Anchor[];
  readonly repairs: readonly Repair[];
}

/** One change: `text.slice(start, end)` becomes `reading`. */
export interface Change extends Span {
  readonly reading: string;
  readonly kind: DamageKind;
  readonly method: string;
  readonly confidence: number;
}

/** Collects runs of text; neighbours that continue each other in one block are merged. */
class Runs {
  readonly anchors: Anchor[] = [];
  #end = 0;

  add(length: number, block: number, from: number, to: number): void {
    if (length <= 0) return;
    const last = this.anchors.at(-1);
    const exact = length === to - from;
    if (last && exact && last.block === block && last.to === from && last.end - last.start === last.to - last.from) {
      this.anchors[this.anchors.length - 1] = { ...last, end: last.end + length, to };
    } else this.anchors.push({ start: this.#end, end: this.#end + length, block, from, to });
    this.#end += length;
  }
}

export class AnchoredBuilder {
  readonly #parts: string[] = [];
  readonly #runs = new Runs();
  readonly #repairs: Repair[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** `text` came from `[from, to)` of a block. Equal lengths map character by character. */
  add(text: string, block: number, from: number, to: number): void {
    if (text === '') return;
    this.#parts.push(text);
    this.#runs.add(text.length, block, from, to);
    this.#length += text.length;
  }

  /** Something that stood here was left out. */
  omit(sourceText: string, kind: DamageKind, method: string, confidence: number): void {
    const span = { start: this.#length, end: this.#length };
    this.#repairs.push({ kind, span, sourceText, reading: '', method, confidence });
  }

  build(): Anchored {
    return { text: this.#parts.join(''), anchors: this.#runs.anchors, repairs: this.#repairs };
  }
}

/**
 * Applies changes (sorted, not overlapping) and carries anchors and earlier repairs along. An earlier repair that a
 * change touches becomes part of it: the new repair's `sourceText` is what stood in the source, never a former reading.
 */
export function applyChanges(before: Anchored, changes: readonly Change[]): Anchored {
  if (changes.length === 0) return before;
  const parts: string[] = [];
  const runs = new Runs();
  const repairs: Repair[] = [];
  let at = 0;
  let anchor = 0;
  let repair = 0;
  let length = 0;

  /** Earlier repairs in the untouched stretch up to `until`; one that is empty and stands at `until` comes before it. */
  const keepRepairs = (until: number): void => {
    for (; repair < before.repairs.length; repair++) {
      const r = before.repairs[repair];
      if (!r || r.span.start > until || r.span.end > until) break;
      const start = r.span.start - at + length;
      repairs.push({ ...r, span: { start, end: start + r.reading.length } });
    }
  };

  for (const change of whole(before, changes)) {
    keepRepairs(change.start);
    anchor = copyRuns(before.anchors, anchor, at, change.start, runs);
    parts.push(before.text.slice(at, change.start), change.reading);
    length += change.start - at;
    let source = '';
    let from = change.start;
    for (; repair < before.repairs.length; repair++) {
      const r = before.repairs[repair];
      if (!r || r.span.start >= change.end) break;
      source += before.text.slice(from, r.span.start) + r.sourceText;
      from = r.span.end;
    }
    source += before.text.slice(from, change.end);
    repairs.push({
      kind: change.kind,
      span: { start: length, end: length + change.reading.length },
      sourceText: source,
      reading: change.reading,
      method: change.method,
      confidence: change.confidence,
    });
    anchorReading(before.anchors, anchor, change, runs);
    length += change.reading.length;
    at = change.end;
  }
  keepRepairs(before.text.length);
  copyRuns(before.anchors, anchor, at, before.text.length, runs);
  parts.push(before.text.slice(at));
  return { text: parts.join(''), anchors: runs.anchors, repairs };
}

/** Changes widened to hold every earlier repair that they touch whole; neighbours that then meet become one. */
function whole(before: Anchored, changes: readonly Change[]): Change[] {
  const out: Change[] = [];
  let repair = 0;
  for (const change of changes) {
    let { start, end } = change;
    while (repair < before.repairs.length && (before.repairs[repair]?.span.end ?? 0) <= start) repair++;
    for (let i = repair; i < before.repairs.length; i++) {
      const r = before.repairs[i];
      if (!r || r.span.start >= end) break;
      if (r.span.end <= start || r.span.end === r.span.start) continue;
      start = Math.min(start, r.span.start);
      end = Math.max(end, r.span.end);
    }
    const last = out.at(-1);
    if (last && start < last.end) {
      const reading = last.reading.slice(0, last.reading.length - Math.max(0, last.end - change.start));
      const between = before.text.slice(last.end, Math.max(last.end, change.start));
      const tail = before.text.slice(change.end, Math.max(end, last.end));
      out[out.length - 1] = {
        ...last,
        end: Math.max(end, last.end),
        reading: reading + between + change.reading + tail,
      };
    } else {
      const reading = before.text.slice(start, change.start) + change.reading + before.text.slice(change.end, end);
      out.push({ ...change, start, end, reading });
    }
  }
  return out;
}

const isExact = (a: Anchor): boolean => a.end - a.start === a.to - a.from;

/** Copies the runs of `[start, end)`; returns the index of the first run that may still matter. */
function copyRuns(anchors: readonly Anchor[], first: number, start: number, end: number, runs: Runs): number {
  let i = first;
  while (i < anchors.length && (anchors[i]?.end ?? 0) <= start) i++;
  for (let j = i; j < anchors.length; j++) {
    const a = anchors[j];
    if (!a || a.start >= end) break;
    i = j;
    const from = Math.max(a.start, start);
    const to = Math.min(a.end, end);
    if (isExact(a)) runs.add(to - from, a.block, a.from + from - a.start, a.from + to - a.start);
    else runs.add(to - from, a.block, from === a.start ? a.from : a.to, a.to);
  }
  return i;
}

/** The reading of a change stands for source in one block, or in several where it runs over a joined line end. */
function anchorReading(anchors: readonly Anchor[], first: number, change: Change, runs: Runs): void {
  const pieces: { block: number; from: number; to: number; length: number }[] = [];
  let i = first;
  while (i < anchors.length && (anchors[i]?.end ?? 0) <= change.start) i++;
  for (let j = i; j < anchors.length; j++) {
    const a = anchors[j];
    if (!a || a.start >= change.end) break;
    const from = isExact(a) ? a.from + Math.max(0, change.start - a.start) : a.from;
    const to = isExact(a) ? a.to - Math.max(0, a.end - change.end) : a.to;
    const length = Math.min(a.end, change.end) - Math.max(a.start, change.start);
    const last = pieces.at(-1);
    if (last && last.block === a.block) {
      last.to = to;
      last.length += length;
    } else pieces.push({ block: a.block, from, to, length });
  }
  if (pieces.length === 0) {
    const before = anchors[i - 1];
    const at = anchors[i];
    if (at && at.start < change.start) {
      const point = isExact(at) ? at.from + change.start - at.start : at.to;
      runs.add(change.reading.length, at.block, point, point);
    } else if (before) runs.add(change.reading.length, before.block, before.to, before.to);
    else runs.add(change.reading.length, at?.block ?? 0, at?.from ?? 0, at?.from ?? 0);
    return;
  }
  let left = change.reading.length;
  pieces.forEach((p, n) => {
    const share = n === pieces.length - 1 ? left : Math.min(p.length, left);
    runs.add(share, p.block, p.from, p.to);
    left -= share;
  });
}

/** The stretch `[start, end)` as a text of its own; omissions at its very end stay with it when `last`. */
export function sliceAnchored(whole: Anchored, start: number, end: number, last: boolean): Anchored {
  const anchors: Anchor[] = [];
  for (const a of whole.anchors) {
    if (a.end <= start || a.start >= end) continue;
    const from = Math.max(a.start, start);
    const to = Math.min(a.end, end);
    const exact = a.end - a.start === a.to - a.from;
    anchors.push({
      start: from - start,
      end: to - start,
      block: a.block,
      from: exact ? a.from + from - a.start : a.from,
      to: exact ? a.from + to - a.start : a.to,
    });
  }
  const inside = (r: Repair): boolean =>
    r.span.start >= start && r.span.end <= end && (r.span.start < end || r.span.end > r.span.start || last);
  const repairs = whole.repairs
    .filter(inside)
    .map((r) => ({ ...r, span: { start: r.span.start - start, end: r.span.end - start } }));
  return { text: whole.text.slice(start, end), anchors, repairs };
}

/** One quality issue for each kind among the repairs. */
export function issuesOf(repairs: readonly Repair[]): QualityIssue[] {
  const kinds = new Map<DamageKind, Span[]>();
  for (const r of repairs) {
    const spans = kinds.get(r.kind);
    if (spans) spans.push(r.span);
    else kinds.set(r.kind, [r.span]);
  }
  return [...kinds].map(([kind, spans]) => ({ kind, count: spans.length, spans, unresolved: [] }));
}
