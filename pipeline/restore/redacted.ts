import type { QualityIssue } from '../../records/text.ts';
import type { Damage, Edit } from './restore.ts';

type Open = QualityIssue['unresolved'][number];

interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
  /** The whole match as it should read; null where this place has no single reading. */
  readonly read: (m: RegExpMatchArray) => string | null;
  readonly confidence: number;
}

const STAR = '[*＊∗※]';
const X = '[xX×ｘＸ]';

/** Covered characters that have one reading by the fixed phrase they stand in. */
const RULES: readonly Rule[] = [
  {
    // 依据******办公厅、国务院办公厅文件
    name: 'offices that issue together',
    pattern: new RegExp(`${STAR}{2,12}(?=办公厅[、\\s]?国务院办公厅)`, 'g'),
    read: () => '中共中央',
    confidence: 0.95,
  },
  {
    // 学习******新时代中国特色社会主义思想
    name: 'name of the guiding thought',
    pattern: new RegExp(`${STAR}{2,12}(?=新时代中国特色社会主义思想)`, 'g'),
    read: () => '习近平',
    confidence: 0.97,
  },
  {
    // 学习******总书记重要讲话
    name: 'general secretary',
    pattern: new RegExp(`${STAR}{2,12}(?=总书记(?:关于|在|重要|系列|视察|考察|对))`, 'g'),
    read: () => '习近平',
    confidence: 0.9,
  },
  {
    // 学习党的二十大和***三中***精神: plenary sessions are counted within the congress just named
    name: 'plenary session',
    pattern: new RegExp(
      `(党的([十二]{1,2}[一二三四五六七八九]?)大(?:和|以及|及|、))${STAR}{2,6}([一二三四五六七]中)${STAR}{2,6}(?=精神)`,
      'g',
    ),
    read: (m) => `${m[1]}${m[2]}届${m[3]}全会`,
    confidence: 0.85,
  },
  {
    // 认真执行《中华人民***国教师法》
    name: 'name of the state',
    pattern: new RegExp(`中华人民${STAR}{2,6}国`, 'g'),
    read: () => '中华人民共和国',
    confidence: 0.97,
  },
];

/** 市 covered everywhere: a word filter that takes 市 for part of a place name. Each alone has one reading. */
const CITY: readonly Rule[] = [
  // 县x场监管局 · x场、城管两部门 · 整顿x场秩序
  {
    name: 'market',
    pattern: new RegExp(`(?<![A-Za-zＡ-Ｚ*×])${X}场(?![A-Za-z])`, 'g'),
    read: () => '市场',
    confidence: 0.93,
  },
  // 上x公司 · 拟上x企业
  {
    name: 'listed company',
    pattern: new RegExp(`上${X}(?=融资|公司|等|企业|、)`, 'g'),
    read: () => '上市',
    confidence: 0.93,
  },
  // 由x城x管理局牵头: the city's own bureau of city administration
  {
    name: 'city bureau',
    pattern: new RegExp(`(?<![A-Za-z*])${X}城${X}(?=管理局|管理委员会|管理执法)`, 'g'),
    read: () => '市城市',
    confidence: 0.9,
  },
  // 城x更新 · 城x建设
  {
    name: 'city administration',
    pattern: new RegExp(`(?<![xX×])城${X}(?=管理|建设|规划|更新|综合|创优|社区)`, 'g'),
    read: () => '城市',
    confidence: 0.93,
  },
  // 各x、县政府 · 各县（x、区）
  {
    name: 'cities and counties',
    pattern: new RegExp(`(?<=[各县]|县[(（])${X}(?=、[县区])`, 'g'),
    read: () => '市',
    confidence: 0.93,
  },
  // 省x县三级 · 省、x、县
  { name: 'three levels', pattern: new RegExp(`(?<=省、?)${X}(?=、?县)`, 'g'), read: () => '市', confidence: 0.93 },
  // 形成x、县二级
  {
    name: 'two levels',
    pattern: new RegExp(`(?<=[成立在、])${X}(?=、?县(?:[两二三]级|联动))`, 'g'),
    read: () => '市',
    confidence: 0.85,
  },
];

/** What is covered and has no single reading: XX区教育局 · xxx派出所 · 打造X品牌 · ■■■ · 某某县. */
const COVERED = new RegExp(
  `${STAR}{3,}|[■█▇◼]{1,}|(?<![A-Za-z0-9@._/-])[xXｘＸ]{1,4}(?=[\\u4e00-\\u9fff“])(?![xX])|(?<=[\\u4e00-\\u9fff])×{1,4}(?=[\\u4e00-\\u9fff])|某某(?=[省市县区镇])`,
  'g',
);
/** A form or a template asks to be filled in: XX县（市、区） in a table row, ××年×月×日. */
const TEMPLATE = /^(?:[年月日号]|\s*[县市区](?:[（(](?:市、区|县、区|区、县)|\s*$))/;

export const redacted: Damage = {
  kind: 'redacted',
  find(text) {
    if (!/[*＊∗※xX×ｘＸ■█▇◼]|某某/.test(text)) return { edits: [], issues: [] };
    const edits: Edit[] = [];
    const taken = new Set<number>();
    for (const rule of [...RULES, ...CITY])
      for (const m of text.matchAll(rule.pattern)) {
        const reading = rule.read(m);
        if (reading === null || taken.has(m.index) || taken.has(m.index + m[0].length - 1)) continue;
        for (let i = m.index; i < m.index + m[0].length; i++) taken.add(i);
        edits.push({
          start: m.index,
          end: m.index + m[0].length,
          reading,
          method: `redacted: ${rule.name}`,
          confidence: rule.confidence,
        });
      }
    const unresolved: Open[] = [];
    for (const m of text.matchAll(COVERED)) {
      const span = { start: m.index, end: m.index + m[0].length };
      if (taken.has(span.start) || taken.has(span.end - 1)) continue;
      const near = text.slice(Math.max(0, span.start - 120), span.start);
      const line = near.slice(near.lastIndexOf('\n') + 1);
      if (
        line.includes('\t') ||
        TEMPLATE.test(text.slice(span.end, span.end + 12)) ||
        /^\s*[*＊∗※]+\s*$/.test(line + m[0])
      )
        continue;
      unresolved.push({ span, candidates: [], why: '原文被遮盖，文内没有可以确定它的依据' });
    }
    if (unresolved.length === 0) return { edits, issues: [] };
    return {
      edits,
      issues: [{ kind: 'redacted', count: unresolved.length, spans: unresolved.map((u) => u.span), unresolved }],
    };
  },
};
