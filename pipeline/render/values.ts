import {
  type Bearer,
  type ClauseRecord,
  type Comparator,
  OVERSIGHT_ZH,
  PERIOD_ZH,
  PROCEDURE_ZH,
  type Role,
  type Strength,
} from '../../records/clause.ts';
import { type Every, parseWhen, sayLength } from '../../records/when.ts';
import { sayDate, sayTitle } from './wording.ts';

export const STRENGTH_ZH: Readonly<Record<Strength, string>> = {
  must: '必须',
  principle: '原则上',
  encouraged: '鼓励',
};

export const BEARER_ZH: Readonly<Record<Bearer, string>> = {
  school: '学校',
  teacher: '教师',
  student: '学生',
  parent: '家长',
  'education-department': '教育部门',
  'other-department': '其他部门',
  'training-institution': '培训机构',
  government: '政府',
};

export const ROLE_ZH: Readonly<Record<Role, string>> = {
  basis: '依据',
  implements: '贯彻落实',
  amends: '修改',
  repeals: '废止',
  mentions: '提及',
};

const COMPARATOR_ZH: Readonly<Record<Comparator, string>> = { '<=': '≤', '>=': '≥', '<': '<', '>': '>', '==': '=' };

const EACH_ZH: Readonly<Record<string, string>> = {
  school: '每校',
  province: '每省',
  city: '每市',
  county: '每县区',
  teacher: '每名教师',
  student: '每名学生',
  class: '每班',
  document: '每份文件',
  meeting: '每个会议',
  'form-field': '每个填报项',
};

const EVERY_ZH: Readonly<Record<Every['unit'], string>> = {
  year: '年',
  semester: '学期',
  'school-year': '学年',
  quarter: '季度',
  month: '月',
  week: '周',
  day: '天',
};

const until = (date: string): string => `${sayDate(date)}${date.length < 10 ? '底' : ''}前`;
/** The place in a period: `02` of a year, `20` of a month, `01-15` of a quarter, as people say it. */
function sayPlace(unit: Every['unit'], at: string): string {
  const [a, b] = at.split('-').map(Number);
  if (a === undefined || Number.isNaN(a)) return at;
  if (unit === 'month') return `${a}日`;
  const month = unit === 'quarter' ? `第${a}个月` : `${a}月`;
  return b === undefined ? `${month}底` : `${month}${b}日`;
}

/** `when` of a deadline as a person says it: <=2024-10 → 2024年10月底前, -P1M → 会议召开提前1个月. */
export function sayWhen(when: string, anchor: string | null, workdays = false): string {
  const w = parseWhen(when, workdays);
  if (!w) return when;
  const event = anchor ?? '';
  switch (w.kind) {
    case 'by':
      return until(w.last);
    case 'from':
      return `${sayDate(w.first)}起`;
    case 'in':
      return w.first === w.last ? sayDate(w.first) : `${sayDate(w.first)}至${sayDate(w.last)}`;
    case 'ahead':
      return `${event ? `${event}前` : '提前'}至少${sayLength(w.length)}`;
    case 'within':
      return `${event ? `${event}后` : ''}${sayLength(w.length)}内`;
    case 'before-anchor':
      return `${event || '事前'}${event ? '前' : ''}`;
    case 'after-anchor':
      return event ? `${event}后` : '之后';
    case 'recurring': {
      const every = `每${w.every.count > 1 ? w.every.count : ''}${EVERY_ZH[w.every.unit]}`;
      if (w.bound === 'times') return event !== '' && w.at === '1' ? `${every}${event}` : `${every}${event}${w.at}次`;
      const at = w.at === 'anchor' ? event : sayPlace(w.every.unit, w.at);
      return `${every}${at}${w.bound === 'after-anchor' ? '后' : '前'}`;
    }
    default:
      return w satisfies never;
  }
}

/** The record's own values in one line: ≤ 6 次/学期 每校 · 不得…… · 报 县级教育部门 审批同意. */
export function sayValue(r: ClauseRecord): string {
  switch (r.type) {
    case 'limit':
    case 'target': {
      const unit = r.unit === '时刻' ? '' : ` ${r.unit}`;
      const per = r.per ? `/${PERIOD_ZH[r.per]}` : '';
      const each = r.each ? ` ${EACH_ZH[r.each] ?? `每${r.each}`}` : '';
      const by = r.type === 'target' && r.by ? ` ${sayWhen(r.by, null)}` : '';
      return `${r.subject} ${COMPARATOR_ZH[r.comparator]} ${r.value}${unit}${per}${each}${by}${r.scope ? `（${r.scope}）` : ''}`;
    }
    case 'deadline':
      return `${sayWhen(r.when, r.anchor, r.workdays ?? false)} ${r.action}`;
    case 'prohibition':
      return `${r.modality}${r.act}${r.pretext && !r.act.includes(r.pretext) ? `（${r.pretext}）` : ''}`;
    case 'approval':
      return `${r.authority ? `${r.authority} ` : ''}${PROCEDURE_ZH[r.procedure]}：${r.act}`;
    case 'duty':
      return `${BEARER_ZH[r.bearer]}：${r.act}`;
    case 'oversight':
      return `${OVERSIGHT_ZH[r.kind]}${r.target ? `：${r.target}` : ''}`;
    case 'reference':
      return `${ROLE_ZH[r.role]}${sayTitle(r.title)}${r.docNumber ? `（${r.docNumber}）` : ''}`;
    default:
      return r satisfies never;
  }
}
