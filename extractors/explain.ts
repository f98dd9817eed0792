import type { Extracted } from '../records/clause.ts';
import { actorOf } from './actor.ts';
import { exceptionOf } from './exception.ts';
import type { Context, Section } from './extractor.ts';
import { matterOf } from './matter.ts';
import { strengthOf } from './strength.ts';

/** One step of the reasoning behind a record: what was asked, what was found, in which words. */
export interface TraceStep {
  readonly asks: string;
  readonly found: string;
}

/** Why a record reads as it does: its rule, then each shared field with the words that decided it. */
export function trace(section: Section, record: Extracted, context: Context): TraceStep[] {
  const words = section.text.slice(record.span.start - section.start, record.span.end - section.start);
  const matter = matterOf(section, record.span, context);
  const read = exceptionOf(section, record.span);
  const steps: TraceStep[] = [
    { asks: '规则', found: record.rule },
    { asks: '依据文字', found: words },
    {
      asks: '事项',
      found: matter.matter === record.matter ? matter.why : `${record.matter}（按类型改判；文字读作 ${matter.why}）`,
    },
    { asks: '主体', found: record.actor ?? actorOf(section, record.span.start) ?? '文中未写明' },
    {
      asks: '强度',
      found: `${record.strength}（${strengthOf(words) === record.strength ? '见上述文字' : '由情态词所在分句判定'}）`,
    },
    { asks: '例外', found: record.exception ?? (read ? `文中有“${read}”，不属本条` : '无') },
  ];
  return [...steps, ...own(record)];
}

function own(r: Extracted): TraceStep[] {
  switch (r.type) {
    case 'prohibition':
      return [
        { asks: '禁止词', found: r.modality },
        { asks: '所禁行为', found: r.act },
      ];
    case 'approval':
      return [{ asks: '程序', found: `${r.procedure} · ${r.authority ?? '机关未写明'}` }];
    case 'duty':
      return [{ asks: '承担者类别', found: r.bearer }];
    case 'oversight':
      return [{ asks: '督查类别', found: `${r.kind} · ${r.target ?? '对象未写明'}` }];
    case 'reference':
      return [{ asks: '引用', found: `${r.title}${r.docNumber ? `（${r.docNumber}）` : ''} · ${r.role}` }];
    case 'limit':
    case 'target':
      return [{ asks: '数量', found: `${r.comparator} ${r.value} ${r.unit}` }];
    case 'deadline':
      return [{ asks: '时间', found: `${r.when}${r.anchor ? ` · ${r.anchor}` : ''}` }];
    default:
      return r satisfies never;
  }
}
