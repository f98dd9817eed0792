import type { Strength } from '../records/clause.ts';

// 原则上不得借调 · 原则上每学年 · 一般控制在10项以内 · 一般不超过 · 一般由本校教师承担; not 一般性会议, 一般纳税人
const PRINCIPLE = /原则上|原则性|不宜|一般(?=不|由|应|须|要|为|控|以(?!上|下|外)|在|每|只|安排|可|情况下|按)/;
// 力争到2025年 · 努力做到一次采集 · 鼓励布置分层作业
const WISH = /力争|鼓励|提倡|倡导|努力(?=做到|实现|达到|使|争取)|争取(?=实现|达到|在)/;
// 支持学校适当延长 · 引导家长树立 · 动员家长: a wish only where it is the clause's own verb, not 要引导 (an order to guide)
const LEAD = /(?:^|[，,；;。、])\s*(?:积极|大力|逐步|充分|广泛)?(?:支持|引导|动员)(?!力度|政策|体系|资金|作用|下)/;

/** 原则上/一般 → `principle`; 力争/鼓励/支持/提倡/引导/动员 → `encouraged`; else `must` (records.md "strength"). */
export function strengthOf(text: string): Strength {
  if (PRINCIPLE.test(text)) return 'principle';
  if (WISH.test(text) || LEAD.test(text)) return 'encouraged';
  return 'must';
}
