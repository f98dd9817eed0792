import type { Verification } from '../../records/page.ts';
import type { Engine, EngineLine, Raster } from './engine.ts';
import { cutLine, sizeOf } from './raster.ts';
import { agree, gist, impossible, plain, type Token, telling, tokensOf } from './tokens.ts';

/**
 * The digit gate. A number read from a picture is `verified` when a second engine, which shares neither model nor training
 * with the first, reads the same from a crop, and nothing else speaks against it. Two readings by one engine are no proof:
 * it makes its mistakes again (2~7月 → 27月 at 0.99), so they are not asked for.
 */
export interface GateContext {
  /** Pictures of the upright page to cut from: evened (`flat`) and as photographed without red (`plain`). */
  readonly flat: Raster;
  readonly plain: Raster;
  /** Who read the page. */
  readonly reader: string;
  /** Null when there is none; then nothing is verified. */
  readonly second: Engine | null;
  readonly dpi: number | null;
  readonly bilevel: boolean;
}

/** A character of a block and the piece of line it was read in. */
export interface Glyph {
  readonly ch: string;
  readonly confidence: number;
  /** Pixels along the piece, from its quad's first corner. */
  readonly x0: number;
  readonly x1: number;
  readonly piece: EngineLine;
}

export interface Check {
  readonly start: number;
  readonly end: number;
  readonly verification:
    | { readonly state: 'verified'; readonly readings: string[] }
    | (Extract<Verification, { state: 'unverified' }> & { readonly crop?: never });
}

/** Below this the reader itself is unsure (measured: marks 1.2 % of numbers, catches 7 of 8 wrong ones). */
const SURE = 0.9;
/** The same for signs between digits (~ . %), which readers doubt more and the second reading settles. */
const SURE_OF_SIGN = 0.7;
/** Digits further apart, in line heights, have lost something between them: 2~7 read as 27. */
const APART = 0.75;
/** The same as a multiple of the page's own step from digit to digit; a narrow 1 makes steps of 0.67 on its own. */
const APART_BY_STEP = 1.8;
const APART_LEAST = 0.7;
/** Print below 130 dpi is read less surely: there two readings of the second engine must agree. Below 100, nothing is verified. */
const COARSE_DPI = 130;
const TOO_COARSE_DPI = 100;

/** Crops that the second reader is shown, one after the other until it agrees: height in pixels, picture, widening. */
const CROPS = [
  { height: 36, from: 'flat', pad: 0 },
  { height: 36, from: 'flat', pad: -0.1 },
  { height: 48, from: 'plain', pad: 0 },
  { height: 26, from: 'flat', pad: 0 },
] as const;

/** Characters of context on each side of a token: without any, tesseract reads four in ten crops wrong. */
const CONTEXT = 2;
const UNBROKEN = /[\dA-Za-z.,~@%-]/;

const digit = (g: Glyph | undefined): boolean => g !== undefined && /^[\d０-９]$/.test(g.ch);

/** Median step from digit to digit on a page, in line heights; null when there are too few to tell. */
export function digitStep(lines: readonly (readonly Glyph[])[]): number | null {
  const steps: number[] = [];
  for (const glyphs of lines) {
    glyphs.forEach((g, i) => {
      const next = glyphs[i + 1];
      if (digit(g) && next && digit(next) && next.piece === g.piece) steps.push(stepOf(g, next));
    });
  }
  if (steps.length < 8) return null;
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? null;
}

const stepOf = (a: Glyph, b: Glyph): number =>
  ((b.x0 + b.x1) / 2 - (a.x0 + a.x1) / 2) / Math.max(1, sizeOf(a.piece.quad).height);

/** Judges every token of a line. `step` is `digitStep` of the page. Glyphs and text run in step, one glyph a UTF-16 unit. */
export async function judge(glyphs: readonly Glyph[], context: GateContext, step: number | null): Promise<Check[]> {
  const text = glyphs.map((g) => g.ch).join('');
  const checks: Check[] = [];
  for (const token of tokensOf(text))
    checks.push({
      start: token.start,
      end: token.end,
      verification: await judgeToken(token, glyphs, text, context, step),
    });
  return checks;
}

async function judgeToken(
  token: Token,
  glyphs: readonly Glyph[],
  text: string,
  context: GateContext,
  step: number | null,
): Promise<Check['verification']> {
  const first = text.slice(token.start, token.end);
  const doubt = (why: string, ...others: string[]): Check['verification'] => ({
    state: 'unverified',
    readings: [first, ...others],
    why,
  });
  const own = glyphs.slice(token.start, token.end);
  if (!context.second) return doubt('没有第二个识别引擎可供核对');
  // An engine is no witness to itself.
  if (context.second.id === context.reader) return doubt('由备用引擎识别，没有独立的第二次读数');
  const piece = own[0]?.piece;
  if (!piece || own.some((g) => g.piece !== piece)) return doubt('数字跨越两个版面块，无法整体核对');
  const wrong = impossible(token.kind, first);
  if (wrong !== null) return doubt(`${wrong}，可能漏字或误读`);
  // 2024 read as 2U4: a letter beside a digit is a digit misread, or the number is part of a code.
  if (token.kind !== 'comparator' && /[A-Za-z]/.test(`${text.charAt(token.start - 1)}${text.charAt(token.end)}`))
    return doubt('数字与字母相连，可能误读');
  const read = await second(token, glyphs, context);
  const others = [...new Set(read.others)].slice(0, 3);
  if (read.agreed === 0) return doubt('两次识别不一致', ...others);
  if (read.contradicted >= read.agreed) return doubt('第二引擎的几次读数互相矛盾', ...others);
  const weak = own.find(
    (g) => telling(token.kind, g.ch) && g.confidence < (/[\d\u3400-\u9fff]/.test(plain(g.ch)) ? SURE : SURE_OF_SIGN),
  );
  if (weak) return doubt(`对“${weak.ch}”把握不足（${weak.confidence.toFixed(2)}）`, first);
  const limit = step === null ? APART : Math.min(APART, Math.max(APART_LEAST, step * APART_BY_STEP));
  for (let i = Math.max(1, token.start); i < token.end; i++) {
    const a = glyphs[i - 1];
    const b = glyphs[i];
    if (a && b && digit(a) && digit(b) && a.piece === b.piece && stepOf(a, b) > limit)
      return doubt('数字之间空隙过大，可能漏字', first);
  }
  if (context.bilevel) return doubt('黑白二值图像，笔画有损，请核对原图', first);
  if (context.dpi !== null && context.dpi < TOO_COARSE_DPI)
    return doubt(`图像分辨率过低（约 ${Math.round(context.dpi)} dpi）`, first);
  if (context.dpi !== null && context.dpi < COARSE_DPI && read.agreed < 2)
    return doubt(`图像分辨率偏低（约 ${Math.round(context.dpi)} dpi），只有一次复核相符`, first);
  return { state: 'verified', readings: [first, first] };
}

interface SecondReading {
  /** Crops on which the second reader saw the same. */
  readonly agreed: number;
  /** Crops on which it saw another number of as many digits: a contradiction, not a failure to read. */
  readonly contradicted: number;
  readonly others: readonly string[];
}

async function second(token: Token, glyphs: readonly Glyph[], context: GateContext): Promise<SecondReading> {
  const { second: engine } = context;
  const own = glyphs[token.start];
  if (!engine || !own) return { agreed: 0, contradicted: 0, others: [] };
  let from = token.start;
  let to = token.end;
  const same = (i: number): boolean => glyphs[i]?.piece === own.piece;
  for (let n = 0; n < CONTEXT && same(from - 1); n++) from--;
  for (let n = 0; n < CONTEXT && same(to); n++) to++;
  // A crop never cuts through a run of digits or letters.
  while (same(from - 1) && unbroken(glyphs[from - 1]) && unbroken(glyphs[from])) from--;
  while (same(to) && unbroken(glyphs[to]) && unbroken(glyphs[to - 1])) to++;
  const window = glyphs.slice(from, to);
  const start = window[0];
  const end = window.at(-1);
  if (!start || !end) return { agreed: 0, contradicted: 0, others: [] };
  const expected = window.map((g) => g.ch).join('');
  const wanted = expected.slice(token.start - from, token.end - from);
  const { height } = sizeOf(own.piece.quad);
  const coarse = context.dpi !== null && context.dpi < COARSE_DPI;
  const others: string[] = [];
  let agreed = 0;
  let contradicted = 0;
  for (const crop of CROPS) {
    const picture = crop.from === 'flat' ? context.flat : context.plain;
    const cut = withoutBars(
      cutLine(picture, own.piece.quad, crop.height, {
        from: start.x0 - 0.1 * height,
        to: end.x1 + 0.1 * height,
        pad: crop.pad,
      }),
    );
    const { text } = await engine.recognizeLine(cut);
    const seen = counterpart(expected, text, token.start - from, token.end - from);
    if (agree(token.kind, wanted, seen)) {
      agreed++;
      if (agreed > contradicted && (agreed >= 2 || !coarse)) break;
    } else {
      others.push(seen);
      if (token.kind !== 'comparator' && gist(token.kind, seen).length === gist(token.kind, wanted).length)
        contradicted++;
    }
  }
  return { agreed, contradicted, others };
}

const unbroken = (g: Glyph | undefined): boolean => g !== undefined && UNBROKEN.test(plain(g.ch));

/** Takes the rule of a table cell out of a crop: a column dark from top to bottom, a row dark from end to end near the edge. */
function withoutBars({ width, height, channels, data }: Raster): Raster {
  const out = Uint8Array.from(data);
  for (let x = 0; x < width; x++) {
    let ink = 0;
    for (let y = 0; y < height; y++) if ((data[y * width + x] ?? 255) < 170) ink++;
    if (ink > height * 0.9) for (let y = 0; y < height; y++) out[y * width + x] = 255;
  }
  for (let y = 0; y < height; y++) {
    if (y > height * 0.15 && y < height * 0.85) continue;
    let ink = 0;
    for (let x = 0; x < width; x++) if ((data[y * width + x] ?? 255) < 170) ink++;
    if (ink > width * 0.9) for (let x = 0; x < width; x++) out[y * width + x] = 255;
  }
  return { width, height, channels, data: out };
}

/**
 * The stretch of `reading` that answers to `expected.slice(start, end)`, found by the cheapest alignment. What the reading
 * holds more at either end (a digit, a 不) belongs to the stretch: there a lost character would show.
 */
export function counterpart(expected: string, reading: string, start: number, end: number): string {
  const a = [...expected].map(plain);
  const b = [...reading].map(plain);
  const width = b.length + 1;
  const cost = new Float64Array((a.length + 1) * width);
  const change = (x: string, y: string): number => (x === y ? 0 : /\d/.test(x) === /\d/.test(y) ? 1 : 1.4);
  for (let j = 0; j <= b.length; j++) cost[j] = j;
  for (let i = 1; i <= a.length; i++) {
    cost[i * width] = i;
    for (let j = 1; j <= b.length; j++) {
      cost[i * width + j] = Math.min(
        (cost[(i - 1) * width + j - 1] ?? 0) + change(a[i - 1] ?? '', b[j - 1] ?? ''),
        (cost[(i - 1) * width + j] ?? 0) + 1,
        (cost[i * width + j - 1] ?? 0) + 1,
      );
    }
  }
  // Walk back, noting at which place of the reading each place of the expected text begins.
  let i = a.length;
  let j = b.length;
  let from = b.length;
  let to = b.length;
  if (end < a.length) to = -1;
  while (i > 0 || j > 0) {
    if (i === end && to < 0) to = j;
    const here = cost[i * width + j] ?? 0;
    const diagonal =
      i > 0 &&
      j > 0 &&
      Math.abs(here - (cost[(i - 1) * width + j - 1] ?? 0) - change(a[i - 1] ?? '', b[j - 1] ?? '')) < 1e-9;
    if (diagonal) {
      i--;
      j--;
    } else if (i > 0 && Math.abs(here - (cost[(i - 1) * width + j] ?? 0) - 1) < 1e-9) {
      i--;
    } else {
      j--;
    }
    if (i >= start) from = j;
  }
  if (to < 0) to = 0;
  const adding = (ch: string | undefined): boolean => ch !== undefined && /[\d不]/.test(ch);
  // Signs just outside that the expected text does not have there.
  if (!(start > 0 && adding(a[start - 1]))) while (from > 0 && adding(b[from - 1])) from--;
  if (!(end < a.length && adding(a[end]))) while (to < b.length && adding(b[to])) to++;
  return [...reading].slice(from, to).join('');
}
