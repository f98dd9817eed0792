import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import sharp from 'sharp';
import { turn } from '../pipeline/ocr/prepare.ts';

/** How a page came to be a picture. */
export const CONDITIONS = [
  'clean200',
  'scan200',
  'seal150',
  'phone150',
  'chat110',
  'scan300',
  'clean150',
  'turned200',
  'scan150',
  'seal200',
] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface DrawnPage {
  /** What stands on it, in reading order; table cells one a line. Page number and seal are not among them. */
  readonly lines: readonly string[];
  readonly extension: 'png' | 'jpg';
  save(file: string): Promise<void>;
}

/** A small generator with a seed (mulberry32), so that every page can be drawn again. */
export function seeded(seed: number): () => number {
  let state = (seed * 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const FONTS = ((): string[] => {
  const npm = join(dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-serif-sc/package.json')));
  const names: string[] = [];
  const add = (file: string, name: string): void => {
    if (existsSync(file) && GlobalFonts.registerFromPath(file, name)) names.push(name);
  };
  for (const weight of ['400Regular', '500Medium', '600SemiBold']) {
    for (const file of existsSync(join(npm, weight)) ? readdirSync(join(npm, weight)) : []) {
      if (file.endsWith('.ttf')) add(join(npm, weight, file), `Page Serif ${weight}`);
    }
  }
  add('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', 'Page Sans');
  add('/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc', 'Page Serif CJK');
  return names;
})();

/** Fonts whose digits may stand beside Han characters of another, as Word sets them. */
const DIGIT_FONTS = ((): string[] => {
  const names: string[] = [];
  for (const [file, name] of [
    ['/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf', 'Digits Serif'],
    ['/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf', 'Digits Sans'],
    ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', 'Digits Wide'],
  ] as const) {
    if (existsSync(file) && GlobalFonts.registerFromPath(file, name)) names.push(name);
  }
  return names;
})();

type Random = () => number;
const between = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
const oneOf = <T>(random: Random, list: readonly T[]): T => {
  const item = list[Math.floor(random() * list.length)];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
};

const HAN = '〇一二三四五六七八九';
const han = (n: number): string =>
  n <= 10
    ? n === 10
      ? '十'
      : HAN.charAt(n)
    : n < 20
      ? `十${HAN.charAt(n - 10)}`
      : `${HAN.charAt(Math.floor(n / 10))}十${n % 10 === 0 ? '' : HAN.charAt(n % 10)}`;

/** `{n}` a number, `{d}` a date, `{r}` a range of months … each filled anew, so that no reader can know them by heart. */
function fill(random: Random, pattern: string): string {
  return pattern.replace(/\{(\w+)\}/g, (_, hole: string) => {
    const month = between(random, 1, 11);
    switch (hole) {
      case 'n':
        return String(random() < 0.6 ? between(random, 1, 12) : between(random, 13, 99));
      case 'big':
        return String(between(random, 100, 9999));
      case 'dec':
        return `${between(random, 0, 9)}.${between(random, 1, 9)}`;
      case 'p':
        return `${between(random, 3, 100)}%`;
      case 'd':
        return `${between(random, 2015, 2026)}年${month}月${between(random, 1, 28)}日`;
      case 'm':
        return `${between(random, 2015, 2026)}年${month}月`;
      case 'r':
        return `${month}${oneOf(random, ['~', '—', '-', '至'])}${between(random, month + 1, 12)}月`;
      case 's':
        return `${between(random, 1, 3)}${oneOf(random, ['~', '—', '-', '至'])}${between(random, 4, 9)}`;
      case 't':
        return `${between(random, 7, 21)}:${between(random, 1, 5)}0`;
      case 'h':
        return han(between(random, 2, 30));
      case 'no':
        return `${oneOf(random, ['临教', '江政办', '安教发', '海教基', '宁教督'])}〔${between(random, 2012, 2026)}〕${between(random, 1, 220)}号`;
      case 'tel':
        return `${between(random, 1000000, 9999999)}`;
      default:
        throw new RangeError(`no hole ${hole}`);
    }
  });
}

const SENTENCES = [
  '面向学校的现场走访每学期不超过{n}次，每次不超过{n}人。',
  '各区应当于{d}前把自查结果报送市局，逾期{n}日的予以提醒。',
  '校级会议单次时长不得超过{n}分钟，每月不多于{n}次。',
  '教师借出时间原则上不超过{n}个月，确需延长的应提前{n}日报批。',
  '确保精简比例不低于{p}，其中报表类不少于{p}。',
  '本项工作自{m}起施行，有效期{n}年。',
  '根据《关于规范进校活动的若干规定》（{no}）的要求办理。',
  '每日放学后的看护服务一般不晚于{t}结束，最多延长{n}分钟。',
  '第{h}条所称人员，是指在编在岗满{h}年的专任教师。',
  '集中整改时间为{r}，由第{n}工作组负责。',
  '收到申请之日起{n}个工作日内作出答复，特殊情形不超过{n}日。',
  '全市共有学校{big}所，教师{big}名，人均承担表册{dec}份。',
  '一类事项每年{s}次，二类事项每{s}年一次，不得重复安排。',
  '补助标准为每生每年{big}元，按{p}的比例分担。',
  '未列入年度清单的检查一律不得进校，每校每月至多{n}次。',
  '热线电话：{tel}，受理时间为每日{t}以前。',
  '各校应在{m}底前完成清理，保留的群组不多于{n}个。',
  '培训每次不少于{n}学时，每学年累计不少于{n}学时。',
  '参照{no}第{n}条第{n}款执行，严禁层层加码。',
  '压减后的文件数量比{m}减少{p}以上，篇幅在{big}字以内。',
  '学校每周至少安排{n}节体育活动，每节{n}分钟。',
  '值守人员不超过{h}人，连续值守不得超过{n}小时。',
] as const;

const HEADS = ['总体安排', '主要任务', '时间步骤', '组织保障', '工作要求', '有关事项'] as const;
const OFFICES = ['临江市教育局', '安河县人民政府办公室', '海宁区教育体育局', '江北市教育工作领导小组'] as const;
const TOWNS = ['东湖区', '西山区', '南桥镇', '北岭县', '青石街道', '云台区', '临河县', '大柳镇'] as const;

interface Pen {
  readonly ctx: SKRSContext2D;
  readonly font: string;
  readonly digits: string;
  /** Pixels a point. */
  readonly scale: number;
}

/** Sets text with digits in their own font; returns its width. `draw` false only measures. */
function set(pen: Pen, text: string, x: number, y: number, size: number, draw = true): number {
  let at = x;
  for (const run of text.match(/[\x20-\x7e]+|[^\x20-\x7e]+/g) ?? []) {
    pen.ctx.font = `${size * pen.scale}px "${/[\x20-\x7e]/.test(run) ? pen.digits : pen.font}"`;
    if (draw) pen.ctx.fillText(run, at, y);
    at += pen.ctx.measureText(run).width;
  }
  return at - x;
}

/** Breaks a paragraph into printed lines; no closing mark begins a line, no number is broken. */
function wrap(pen: Pen, text: string, size: number, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/[\x21-\x7e]+[，。；：、）》年月日次个%]?|.[，。；：、）》]*/g) ?? []) {
    const room = width - (lines.length === 0 ? indent : 0);
    if (line !== '' && set(pen, line + piece, 0, 0, size, false) > room) {
      lines.push(line);
      line = piece;
    } else line += piece;
  }
  return line === '' ? lines : [...lines, line];
}

/** Draws page `seed`: a letter with red head and seal, a page of rules, or a table, in a font chosen by the seed. */
export async function drawPage(seed: number, condition: Condition): Promise<DrawnPage> {
  const random = seeded(seed);
  const dpi = Number(/\d+$/.exec(condition)?.[0] ?? 200);
  const scale = dpi / 72;
  const [width, height] = [Math.round(595.3 * scale), Math.round(841.9 * scale)];
  const canvas = createCanvas(width, height);
  const ctx = canvas.getContext('2d');
  const font = oneOf(random, FONTS);
  const pen: Pen = {
    ctx,
    font,
    digits: random() < 0.5 || DIGIT_FONTS.length === 0 ? font : oneOf(random, DIGIT_FONTS),
    scale,
  };
  ctx.fillStyle = '#fff';
  ctx.fillRect(0, 0, width, height);
  const lines: string[] = [];
  const left = 79 * scale;
  const measure = 442 * scale;
  const put = (text: string, x: number, y: number, size: number, colour = '#111'): void => {
    ctx.fillStyle = colour;
    set(pen, text, x, y, size);
    lines.push(text);
  };
  const centred = (text: string, y: number, size: number, colour = '#111'): void =>
    put(text, (width - set(pen, text, 0, 0, size, false)) / 2, y, size, colour);
  const sealed = condition.startsWith('seal');
  const kind = sealed ? 'letter' : oneOf(random, ['rules', 'rules', 'letter', 'table'] as const);
  const size = oneOf(random, [14, 15, 16, 16]);
  const pitch = size * 1.8 * scale;
  let y = 110 * scale;
  const paragraph = (text: string): void => {
    wrap(pen, text, size, measure, 2 * size * scale).forEach((line, i) => {
      put(line, left + (i === 0 ? 2 * size * scale : 0), y, size);
      y += pitch;
    });
  };
  const bottom = 750 * scale;
  const office = oneOf(random, OFFICES);
  if (kind === 'letter') {
    centred(`${office}文件`, 150 * scale, 30, '#d2141e');
    centred(fill(random, '{no}'), 195 * scale, 16);
    ctx.fillStyle = '#d2141e';
    ctx.fillRect(left, 207 * scale, measure, 1.5 * scale);
    centred('关于规范进校事项的通知', 260 * scale, 22);
    y = 310 * scale;
  }
  if (kind === 'table') y = drawTable(pen, random, lines, left, y, measure);
  let item = 0;
  const end = kind === 'letter' ? bottom - 5 * pitch : bottom - pitch * 2;
  while (y < end) {
    item++;
    const label =
      random() < 0.25 ? `${han(Math.min(item, 30))}、${oneOf(random, HEADS)}。` : random() < 0.5 ? `${item}.` : '';
    paragraph(
      label + fill(random, oneOf(random, SENTENCES)) + (random() < 0.6 ? fill(random, oneOf(random, SENTENCES)) : ''),
    );
  }
  if (kind === 'letter') {
    y += pitch;
    const date = fill(random, '{d}');
    const right = left + measure - 4 * size * scale;
    put(office, right - set(pen, office, 0, 0, size, false), y, size);
    put(date, right - set(pen, date, 0, 0, size, false) - size * scale, y + pitch, size);
    if (sealed)
      drawSeal(
        ctx,
        pen,
        office,
        right - 70 * scale - random() * 30 * scale,
        y + pitch * (0.2 + random() * 0.5),
        58 * scale,
      );
  }
  const number = `— ${between(random, 1, 20)} —`;
  ctx.fillStyle = '#111';
  set(pen, number, left + measure - set(pen, number, 0, 0, 14, false) - 14 * scale, 790 * scale, 14);

  const picture = ctx.getImageData(0, 0, width, height);
  const raw = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) for (let k = 0; k < 3; k++) raw[i * 3 + k] = picture.data[i * 4 + k] ?? 0;
  const damaged = damage({ width, height, data: raw }, condition, random);
  const extension = condition.startsWith('clean') ? 'png' : 'jpg';
  const quality = condition.startsWith('chat')
    ? 35
    : condition.startsWith('phone')
      ? 60
      : condition.startsWith('scan')
        ? 40
        : 75;
  return {
    lines,
    extension,
    save: async (file) => {
      let image = sharp(damaged.data, { raw: { width: damaged.width, height: damaged.height, channels: 3 } });
      if (condition.startsWith('phone')) image = image.blur(0.7);
      if (condition.startsWith('chat')) image = image.blur(0.5);
      await writeFile(file, await (extension === 'png' ? image.png() : image.jpeg({ quality })).toBuffer());
    },
  };
}

function drawTable(pen: Pen, random: Random, lines: string[], left: number, top: number, measure: number): number {
  const { ctx, scale } = pen;
  const size = oneOf(random, [10.5, 12]);
  const row = size * 2.1 * scale;
  const columns = [0, 0.08, 0.3, 0.45, 0.6, 0.8, 1].map((share) => left + share * measure);
  const rows = [
    ['序号', '单位', '检查次数', '压减比例', '完成时限', '联系电话'],
    ...Array.from({ length: between(random, 5, 11) }, (_, i) => [
      String(i + 1),
      oneOf(random, TOWNS),
      fill(random, '{n}次'),
      fill(random, '{p}'),
      fill(random, '{m}'),
      fill(random, '{tel}'),
    ]),
  ];
  ctx.strokeStyle = '#222';
  ctx.lineWidth = Math.max(1, 0.6 * scale);
  rows.forEach((cells, i) => {
    const y = top + i * row;
    cells.forEach((cell, k) => {
      const x0 = columns[k] ?? 0;
      const x1 = columns[k + 1] ?? 0;
      ctx.strokeRect(x0, y, x1 - x0, row);
      ctx.fillStyle = '#111';
      set(
        pen,
        cell,
        k === 0 ? (x0 + x1 - set(pen, cell, 0, 0, size, false)) / 2 : x0 + 3 * scale,
        y + row * 0.66,
        size,
      );
      lines.push(cell);
    });
  });
  return top + rows.length * row + row * 1.4;
}

function drawSeal(ctx: SKRSContext2D, pen: Pen, text: string, x: number, y: number, radius: number): void {
  ctx.save();
  // Ink on paper: print under a seal shows through.
  ctx.globalCompositeOperation = 'multiply';
  ctx.globalAlpha = 0.85;
  ctx.strokeStyle = '#d2141e';
  ctx.fillStyle = '#d2141e';
  ctx.lineWidth = radius * 0.05;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.beginPath();
  for (let k = 0; k < 10; k++) {
    const r = (k % 2 === 0 ? 0.28 : 0.11) * radius;
    const angle = (k * Math.PI) / 5 - Math.PI / 2;
    ctx.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  ctx.fill();
  const side = radius * 0.24;
  ctx.font = `${side}px "${pen.font}"`;
  ctx.textAlign = 'center';
  const spread = (1.55 * Math.PI) / Math.max(10, text.length);
  [...text].forEach((ch, i) => {
    const angle = (i - (text.length - 1) / 2) * spread;
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(angle);
    ctx.fillText(ch, 0, -radius * 0.66);
    ctx.restore();
  });
  ctx.restore();
  ctx.textAlign = 'left';
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

function damage(page: Picture, condition: Condition, random: Random): Picture {
  const { width, height } = page;
  if (condition.startsWith('clean')) return page;
  const tilt = ((random() * 3 - 1.5) * Math.PI) / 180;
  const grey = 0.82 + random() * 0.15;
  const noise = condition.startsWith('scan') ? 13 : condition.startsWith('phone') ? 7 : 4;
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const phone = condition.startsWith('phone');
  const seal = condition.startsWith('seal');
  // A hand-held camera: the far edge is shorter, and the shadow of the hand falls from one side.
  const lean = phone ? (random() - 0.5) * 0.08 : 0;
  const shade = phone ? 0.35 * random() : 0.05;
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = x / width - 0.5;
      const v = y / height - 0.5;
      const w = 1 + lean * v;
      const px =
        (seal || condition.startsWith('turned') ? u * width : (u * cos * width - v * sin * height) / w) *
          (phone ? 1.03 : 1) +
        width / 2;
      const py =
        (seal || condition.startsWith('turned') ? v * height : (u * sin * width + v * cos * height) / w) *
          (phone ? 1.03 : 1) +
        height / 2;
      const outside = px < 0 || py < 0 || px > width - 1 || py > height - 1;
      const x0 = Math.min(width - 2, Math.max(0, Math.floor(px)));
      const y0 = Math.min(height - 2, Math.max(0, Math.floor(py)));
      const [fx, fy] = [Math.min(1, Math.max(0, px - x0)), Math.min(1, Math.max(0, py - y0))];
      const light = grey * (1 - shade * (u + 0.5)) * (phone ? 0.95 : 1);
      const speck = (random() + random() + random() - 1.5) * noise * 1.4;
      for (let k = 0; k < 3; k++) {
        const i = (y0 * width + x0) * 3 + k;
        const top = (page.data[i] ?? 255) * (1 - fx) + (page.data[i + 3] ?? 255) * fx;
        const low = (page.data[i + width * 3] ?? 255) * (1 - fx) + (page.data[i + width * 3 + 3] ?? 255) * fx;
        const ink = top * (1 - fy) + low * fy;
        const paper = outside ? (phone ? 70 : 225) : (30 + ink * 0.88) * light;
        out[(y * width + x) * 3 + k] = Math.min(255, Math.max(0, paper + speck));
      }
    }
  }
  const sheet = { width, height, channels: 3, data: out } as const;
  return condition.startsWith('turned') ? turn(sheet, oneOf(random, [90, 180, 270] as const)) : sheet;
}
