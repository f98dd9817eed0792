import type { DraftClause } from './clause.ts';
import { likeness } from './concepts.ts';
import { breach, cite, type Judged } from './judged.ts';
import { ofType, type Rule } from './superior.ts';

const UPON = /学校|各校|每校|教师|师生|家长|学生|幼儿园|辖区各/;

interface Burden {
  readonly name: string;
  /** What the draft asks. */
  readonly asks: RegExp;
  /** What a superior says of it; null: a burden by national policy even where no superior at hand names it. */
  readonly ban: RegExp | null;
}

// 关注公众号 · 报送总结 · 每周上报 · 一式多份 · 重复填表 (问题类别 of 新教领秘〔2024〕2号 附件2)
const BURDENS: readonly Burden[] = [
  {
    name: '关注公众号、下载安装应用',
    asks: /(?:关注|下载|安装|注册|转发|点赞)[^，。；]{0,20}(?:公众号|视频号|小程序|APP|App|app|应用程序|客户端)|(?:公众号|视频号|小程序|APP|应用程序|客户端)[^，。；]{0,12}(?:关注|下载|安装|注册|转发|点赞)/,
    ban: null,
  },
  {
    name: '报送总结材料',
    asks: /(?:报送|上报|提交|(?<!总结|工作|情况)报(?!告))[^，。；]{0,16}(?:总结|小结|汇报材料|书面材料|心得体会|工作报告)|(?:总结|小结|书面材料|心得)[^，。；]{0,14}(?:报送|上报|报(?!告))/,
    ban: /(?:不得|不再|严禁|一律不)[^，。；]{0,14}(?:报送|报)[^，。；]{0,14}(?:总结|材料|报告)/,
  },
  {
    name: '高频次报送报表',
    asks: /(?:每[日天周]|逐日|按[日周])[^，。；]{0,20}(?:报送|上报|填报|填写|报告)/,
    ban: /报表|填表|报数|数据统计|填报数据|数据采集|信息填报|材料/,
  },
  {
    name: '留存台账资料',
    asks: /(?:建立|完善|留存|整理|健全)[^，。；]{0,12}(?:台账|佐证材料|痕迹资料|过程性资料|档案盒|一校一档|一人一档)/,
    ban: /留痕|台账|资料/,
  },
];

/** adds-burden (层层加码): what the draft asks of schools and teachers beyond its superiors. A warning: the drafter may explain it. */
export function judgeBurdens(
  clauses: readonly DraftClause[],
  rules: readonly Rule[],
  addressees: readonly string[],
): Judged[] {
  const out: Judged[] = [];
  const toSchools = addressees.some((a) => UPON.test(a));
  const bans = ofType(rules, 'prohibition');
  for (const clause of clauses) {
    if (clause.stance !== 'order' || /自愿/.test(clause.quote) || !(UPON.test(clause.sentenceText) || toSchools))
      continue;
    const burden = BURDENS.find((b) => b.asks.test(clause.quote));
    if (!burden) continue;
    // 晨检记录由食堂从业人员填写: neither the school's teachers nor its pupils do it.
    if (
      /由[^，。；]{0,14}(?:从业人员|工作人员|食堂|校医|医务|后勤|保安|企业|部门|机构)[^，。；]{0,8}(?:填|报|登记|建立)/.test(
        clause.quote,
      )
    )
      continue;
    const pattern = burden.ban;
    const rule =
      bans
        .filter((r) =>
          pattern === null
            ? burden.asks.test(r.record.quote)
            : pattern.test(r.record.quote) &&
              (r.record.matter === 'report-survey' || /报送|填报|总结|材料/.test(r.record.act)),
        )
        .sort((a, b) => likeness(b.record.act, clause.quote) - likeness(a.record.act, clause.quote))[0] ?? null;
    if (burden.ban !== null && rule === null) continue;
    // 除年度工作报告外: what the superior itself excepts.
    const excepted = rule && /除(.{2,20}?)(?:以)?外/.exec(`${rule.record.exception ?? ''}，${rule.record.quote}`)?.[1];
    if (excepted && likeness(excepted, clause.quote) >= 0.5) continue;
    out.push({
      kind: 'adds-burden',
      severity: 'warning',
      clause,
      rule,
      relation: 'stricter',
      calculation: `${burden.name}：文稿要求，上级${rule ? '限制' : '没有要求'}`,
      why: rule
        ? `对学校、教师增加“${burden.name}”要求，上级规定“${rule.record.quote}”${rule.record.strength === 'principle' ? '' : `，${breach(rule)}之嫌`}`
        : `对学校、教师、家长增加“${burden.name}”要求，上级没有这一要求`,
      suggestion: `建议说明“${clause.quote}”的必要性，或予以删除${rule ? `，参见${cite(rule)}` : ''}。`,
      edit: null,
      score: 0.5,
    });
  }
  return out;
}
