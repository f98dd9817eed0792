import { labelOf } from './structure/labels.ts';
import type { Change } from './text-anchor.ts';

/**
 * What a saved web page adds to a notice and a copy in plain text still carries. Whole lines first, then phrases
 * inside a line; each rule says where it may stand.
 */
interface LineRule {
  readonly method: string;
  readonly pattern: RegExp;
  /** `head`: before the body; `tail`: after it; `any`: no notice has such a line. */
  readonly where: 'head' | 'tail' | 'any';
}

const B = '[\\s•·●▪\\-—*【\\[]*';

const LINES: readonly LineRule[] = [
  {
    // • 索 引 号:QZ00000-0100-2024-00001 · 发布机构：… · 公文生成日期：…
    method: 'metadata list of the page',
    pattern: new RegExp(
      `^${B}(?:索\\s*[引取]\\s*号|信息索[引取]号|备注/文号|发文字号|文\\s*号|发[布文](?:机构|机关|单位|日期|时间)|制发机关|公文?生成日期|生成日期|成文日期|印发日期|(?:主题|体裁|组配|信息|服务对象)分类|公开(?:方式|形式|范围|日期|时限|主体)|信息(?:来源|名称)|来\\s*源|有\\s*效\\s*性|效力状态|时效性|公文?种类|标\\s*题|名\\s*称|(?:公文)?主\\s*题\\s*词|关键[词字]|(?:责任)?编辑|作\\s*者|(?:浏览|点击|阅读|访问)(?:次数|量|数)?|发稿)\\s*[】\\]]?\\s*[:：]`,
    ),
    where: 'head',
  },
  {
    // 时间:2024-05-16 17:47 来源：… · 发布日期：2024年5月16日 ; not 时间：2024年5月10日 of a meeting
    method: 'date line of the page',
    pattern:
      /^(?:(?:发布|更新|上传|录入)(?:时间|日期)[:：]\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|(?:时间|日期)[:：]\s*\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?(?:\s.*)?$/,
    where: 'head',
  },
  {
    method: 'date line of the page',
    pattern: /^\d{4}-\d{2}-\d{2}(?:\s\d{1,2}:\d{2}(?::\d{2})?)?(?:\s.{0,30})?$/,
    where: 'head',
  },
  // 您现在的位置：首页 > 政务公开 > 通知公告
  {
    method: 'path of the page',
    pattern: /^(?:您?(?:现在|当前)的?)?所?在?位置\s*[:：]|^(?:网站)?首页\s*[>＞»/›]/,
    where: 'head',
  },
  // 字号：大 中 小 打印 关闭
  { method: 'controls of the page', pattern: /^[【[(（]?字[号体][:：]?|^[【[]?(?:大\s中\s小)/, where: 'any' },
  {
    // 下面是小编为大家整理的…方案（2篇），供大家参考。
    method: 'introduction of the page',
    pattern: /^.{0,60}(?:小编|本站|本文库).{0,120}(?:参考|帮助|阅读|借鉴|喜欢|欢迎|整理|分享).{0,20}$/,
    where: 'any',
  },
  {
    method: 'furniture of the page',
    pattern:
      /^[【[]?(?:附件下载|相关(?:解读|链接|文档|阅读|附件|信息|文件|新闻|推荐|文章|稿件)|(?:政策|文字|图片|图解|视频|访谈|媒体|专家|图文|一图)解读|媒体报道|扫一扫.{0,24}|(?:微信|手机)扫码.{0,20}|分享(?:到|至).{0,40}|(?:点击)?(?:查看|阅读|展开|显示)(?:全文|更多|全部|原文)|点击(?:此处)?(?:下载|查看).{0,20}|当前隐藏内容免费查看|打印(?:本页|此页|页面)?|关闭(?:窗口|本页|页面)?|[【[]?打印[】\]]?\s*[【[]?关闭[】\]]?|返回(?:顶部|首页|列表|上一页)|回到顶部|收藏(?:本页)?|加入收藏|下载文档|复制链接|网站地图|网站声明|上一[篇条页][:：].*|下一[篇条页][:：].*|责任编辑[:：].*|(?:本文)?(?:来自|来源于|转载自?)[:：]?.{0,40}|版权所有.*|.*ICP备.*|.*公网安备.*|(?:网站)?主办(?:单位)?[:：].*|(?:网站)?承办(?:单位)?[:：].*|网站标识码[:：].*)[】\]]?$/i,
    where: 'any',
  },
  // 附件1：减负清单.docx
  {
    method: 'link to a file',
    pattern:
      /^(?:[\d一二三四五六七八九十]{1,2}[.、．]\s?)?\S.{0,80}\.(?:docx?|pdf|xlsx?|wps|et|ofd|zip|rar|jpe?g|png)$/i,
    where: 'tail',
  },
  {
    method: 'residue of a script',
    pattern: /^(?:false|true|null|undefined|NaN|\[object Object\]|var\s.*|function\s*\(.*|document\..*)$/,
    where: 'any',
  },
];

const PHRASES: readonly { readonly method: string; readonly pattern: RegExp }[] = [
  // …工作平稳有序。 当前隐藏内容免费查看
  {
    method: 'reading gate of the page',
    pattern:
      /\s?(?:\.{3}|…{1,2})?[（(【[]?(?:当前隐藏内容(?:免费)?查看|(?:点击|展开)(?:查看|阅读)?(?:全文|更多(?:内容)?)|剩余\d+%?未读)[）)】\]]?/g,
  },
  {
    method: 'link of the page',
    pattern: /\s?[【[（(](?:点击(?:此处)?(?:下载|查看)|附件下载|下载附件|查看附件|返回目录)[】\]）)]/g,
  },
];

/** Methods of the repairs that take page chrome out. */
export const CHROME_METHODS: readonly string[] = [...LINES, ...PHRASES].map((rule) => rule.method);

/** The head ends where the notice begins to speak: its first numbered heading, addressee or long sentence. */
const BODY = /[：:]$|[。；]/;

/** Changes that take the page's own words out of a text of lines. Sorted, not overlapping. */
export function chromeOf(text: string): Change[] {
  const lines: { start: number; end: number; words: string }[] = [];
  for (let start = 0; start < text.length; ) {
    const stop = text.indexOf('\n', start);
    const end = stop < 0 ? text.length : stop;
    lines.push({ start, end: Math.min(text.length, end + 1), words: text.slice(start, end) });
    start = end + 1;
  }
  const headEnd = headOf(lines.map((l) => l.words));
  const tailStart = tailOf(lines.map((l) => l.words));
  const out: Change[] = [];
  lines.forEach((line, i) => {
    const rule = LINES.find(
      (r) =>
        (r.where === 'any' || (r.where === 'head' ? i < headEnd : i >= tailStart)) &&
        line.words.length <= 300 &&
        r.pattern.test(line.words),
    );
    if (rule) {
      out.push({
        start: line.start,
        end: line.end,
        reading: '',
        kind: 'page-chrome',
        method: rule.method,
        confidence: 0.95,
      });
      return;
    }
    if (!/[查阅读载录]/.test(line.words)) return;
    const found = PHRASES.flatMap(({ method, pattern }) =>
      [...line.words.matchAll(pattern)].map((m) => ({
        start: line.start + m.index,
        end: line.start + m.index + m[0].length,
        reading: '',
        kind: 'page-chrome' as const,
        method,
        confidence: 0.95,
      })),
    ).sort((a, b) => a.start - b.start);
    for (const c of found) if (c.start >= (out.at(-1)?.end ?? 0)) out.push(c);
  });
  return out;
}

function headOf(lines: readonly string[]): number {
  const end = lines.findIndex(
    (l) =>
      !LINES.some((r) => r.pattern.test(l)) &&
      ((labelOf(l) !== null && l.length > 3) || (l.length > 40 && BODY.test(l))),
  );
  return Math.min(end < 0 ? lines.length : end, 40);
}

/** The tail: what follows the last line that is long prose. */
function tailOf(lines: readonly string[]): number {
  let i = lines.length;
  while (i > 0 && !(/[。；]/.test(lines[i - 1] ?? '') && (lines[i - 1] ?? '').length > 30)) i--;
  return i;
}
