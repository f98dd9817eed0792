/** Readings for a large store, made without reading anything: a hundred records a document. */
import { createHash } from 'node:crypto';
import { type ClauseRecord, MATTERS, type Matter } from '../records/clause.ts';
import type { Reading } from '../records/reading.ts';
import { chinese, type Dice, diceBy, filler, placeBy } from './archive-generator.ts';

export const RECORDS_EACH = 100;

const SUBJECTS: Readonly<Record<Matter, readonly [words: string, unit: string, most: number]>> = {
  supervision: ['综合性督查检查', '次', 6],
  'campus-activity': ['各类进校园活动', '次', 12],
  'document-meeting': ['会议时间', '小时', 4],
  'report-survey': ['填报报表', '张', 10],
  secondment: ['借用时间', '个月', 12],
  'duty-roster': ['值班人数', '人', 6],
  'city-campaign': ['创建活动', '次', 4],
  'training-exam': ['承担社会考试', '次', 8],
  app: ['加入的工作群', '个', 6],
  'after-school': ['课后服务天数', '天', 5],
  homework: ['书面作业平均用时', '分钟', 90],
  tutoring: ['培训时长', '分钟', 60],
  other: ['办理事项', '项', 20],
};

/** Document `index` of a large store by seed. */
export function readingBy(seed: number, index: number): Reading {
  const dice = diceBy(seed * 7_000_003 + index);
  const place = placeBy(dice);
  const year = dice.between(2015, 2025);
  const month = dice.between(1, 12);
  const issuedOn = `${year}-${String(month).padStart(2, '0')}-${String(dice.between(1, 28)).padStart(2, '0')}`;
  const sha256 = createHash('sha256').update(`${seed} ${index}`).digest('hex');
  const id = `d_${sha256.slice(0, 12)}`;
  const title = `${place.bureau}关于${dice.pick(['规范', '改进', '加强', '完善', '优化'])}第${index}号事项${dice.pick(['管理', '办理', '统筹'])}的${dice.pick(['通知', '意见', '方案'])}`;
  let text = `${title}\n`;
  const units: Reading['units'] = [
    { role: 'title', path: '', span: { start: 0, end: title.length }, headings: [], label: 0, lead: 0 },
  ];
  const records: ClauseRecord[] = [];
  for (let n = 0; n < RECORDS_EACH; n++) {
    const path = `${chinese(1 + Math.floor(n / 10))}/（${chinese(1 + (n % 10))}）`;
    const { words, record } = clause(dice, `${id}.${n}`, path, text.length);
    units.push({
      role: 'body',
      path,
      span: { start: text.length, end: text.length + words.length },
      headings: [],
      label: 0,
      lead: 0,
    });
    text += `${words}\n`;
    records.push(record);
  }
  const document: Reading['document'] = {
    id,
    source: `${index}.txt`,
    sha256,
    format: 'txt',
    title,
    coverTitle: null,
    docNumber: `${place.agency}〔${year}〕${index + 1}号`,
    docNumberParts: { agency: place.agency, year, serial: index + 1 },
    issuers: [place.bureau],
    level: place.level,
    region: place.region,
    issuedOn,
    genre: '通知',
    addressees: [],
    attachments: [],
    disclosure: null,
    draft: false,
    text,
    outline: [],
    faults: [],
    quality: { issues: [], repairs: [], usable: true, why: '' },
    evidence: {},
    aside: [],
    notes: [],
  };
  return { document, units, records };
}

function clause(dice: Dice, id: string, path: string, start: number): { words: string; record: ClauseRecord } {
  const matter = dice.pick(MATTERS);
  const [subject, unit, most] = SUBJECTS[matter];
  const value = dice.between(1, most);
  const rule = dice.between(1, 4);
  const quote = rule === 1 ? `每所学校每学期${subject}不超过${value}${unit}` : filler(dice).slice(0, -1);
  const words = `${path.split('/').at(-1)}${quote}；${filler(dice)}`;
  const at = words.indexOf(quote);
  const common = {
    id,
    path,
    span: { start: start + at, end: start + at + quote.length },
    quote,
    matter,
    actor: null,
    strength: 'must' as const,
    exception: null,
    rule: 'made',
    confidence: 0.9,
  };
  if (rule === 1)
    return {
      words,
      record: {
        ...common,
        type: 'limit',
        subject,
        comparator: '<=',
        value,
        unit,
        per: 'semester',
        each: 'school',
        scope: null,
      },
    };
  if (rule === 2)
    return { words, record: { ...common, type: 'prohibition', modality: '不得', act: quote, pretext: null } };
  if (rule === 3) return { words, record: { ...common, type: 'duty', bearer: 'school', act: quote } };
  return { words, record: { ...common, type: 'oversight', kind: 'inspection', target: null } };
}
