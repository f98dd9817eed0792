import { Document, Packer, type Paragraph } from 'docx';
import { LEVEL_ZH } from '../../records/document.ts';
import {
  COVERAGE_STATES,
  COVERAGE_ZH,
  FINDING_ZH,
  type Finding,
  type Report,
  VERDICT_ZH,
  type Verdict,
} from '../../records/report.ts';
import type { Disposed } from './disposal.ts';
import { withFonts } from './docx-fonts.ts';
import { blank, body, first, left, right, second, section, title } from './docx-layout.ts';
import { coverageTable, findingsTable } from './docx-table.ts';
import {
  type Charge,
  chargeOf,
  nestQuotes,
  sayCharge,
  sayCounts,
  sayDate,
  sayDocument,
  sayDoubt,
  sayPath,
} from './wording.ts';

export interface LetterMeta {
  /** The body that assesses and signs; without it the line is left for the seal. */
  readonly bureau?: string;
  readonly reviewer?: string;
  /** ISO date of the letter. */
  readonly date: string;
  readonly disposals?: readonly Disposed[];
}

/** 发文一致性评估意见书: the letter (portrait), the table of findings and the coverage list (landscape). GB/T 9704 layout. */
export async function reportToDocx(review: Report, meta: LetterMeta): Promise<Uint8Array> {
  const report = byGravity(review);
  const found = report.findings.length > 0;
  const annexes = [...(found ? ['发文一致性评估问题表'] : []), '文稿逐句比对清单'];
  const letter: Paragraph[] = [
    title('发文一致性评估意见书'),
    blank(),
    body(
      `对${sayDocument(report.document)}${report.document.draft ? '（征求意见稿）' : ''}（以下简称文稿）进行了发文一致性评估，意见如下。`,
    ),
    ...subject(report),
    ...basis(report),
    ...conclusion(report),
    ...advice(report),
    ...scope(report),
    blank(),
    ...annexes.map((name, i) =>
      body(`${i === 0 ? '附件：' : '　　　'}${annexes.length > 1 ? `${i + 1}. ` : ''}${name}`),
    ),
    blank(),
    blank(),
    ...(meta.reviewer ? [right(`评估人：${meta.reviewer}`, 4, true)] : []),
    right(meta.bureau ?? '（评估单位盖章）', 4, true),
    right(sayDate(meta.date), 4),
  ];
  const annex = (n: number): string => (annexes.length > 1 ? `附件${n}` : '附件');
  const tables = [
    ...(found
      ? [
          section(
            [left(annex(1), 'heading'), title('发文一致性评估问题表'), findingsTable(report, meta.disposals ?? [])],
            true,
          ),
        ]
      : []),
    section([left(annex(found ? 2 : 1), 'heading'), title('文稿逐句比对清单'), coverageTable(report)], true),
  ];
  const document = new Document({
    title: `发文一致性评估意见书：${report.document.title}`,
    description: `${report.document.source} sha256 ${report.document.sha256}`,
    creator: meta.bureau ?? '文衡',
    lastModifiedBy: meta.reviewer ?? meta.bureau ?? '文衡',
    evenAndOddHeaderAndFooters: true,
    sections: [section(letter), ...tables],
  });
  return withFonts(new Uint8Array(await Packer.toArrayBuffer(document)), meta.date);
}

/** Letter and annex number the findings alike: first what contradicts a rule, then what departs from 原则上, then the rest. */
const byGravity = (report: Report): Report => ({
  ...report,
  findings: GROUPS.flatMap(([charge]) => report.findings.filter((f) => chargeOf(f) === charge)),
});

function subject({ document: d }: Report): Paragraph[] {
  const facts = [
    d.issuers.length > 0 ? `制发机关：${d.issuers.join('、')}` : null,
    d.level === 'unknown' ? null : `层级：${LEVEL_ZH[d.level]}`,
    d.region ? `地域：${d.region.name.replaceAll('/', '')}` : null,
    d.issuedOn ? `成文日期：${sayDate(d.issuedOn)}` : null,
  ].filter((x) => x !== null);
  const copy = d.quality.usable && d.quality.repairs.length === 0 ? [] : [body(`文稿副本：${d.quality.why}。`)];
  return [first('一、评估对象'), body(`${sayDocument(d)}。${facts.join('；')}。`), ...copy];
}

function basis(report: Report): Paragraph[] {
  const used = report.against.filter((a) => a.usable);
  const left = report.against.filter((a) => !a.usable);
  const line = (a: Report['against'][number], i: number): Paragraph =>
    body(`${i + 1}. ${sayDocument(a)}。${a.reason}。`);
  return [
    first('二、评估依据'),
    ...(used.length > 0
      ? [body(`以${sayDate(report.asOf)}有效的下列上级文件为依据：`, true), ...used.map(line)]
      : [body('没有可供比对的上级文件。')]),
    ...(left.length > 0 ? [body('下列文件未能比对：', true), ...left.map(line)] : []),
  ];
}

const VERDICT_SENTENCE: Readonly<Record<Verdict, string>> = {
  consistent: '经逐句比对，文稿与上级文件一致，未发现与上级规定不一致之处。',
  'mostly-consistent': '经逐句比对，文稿与上级文件基本一致，有需要说明的事项。',
  inconsistent: '经逐句比对，文稿与上级文件不一致。',
  'needs-review': '依据现有材料不能得出结论，需人工复核。',
};

const GROUPS: readonly (readonly [Charge, string])[] = [
  ['breach', '与上级规定相抵触的'],
  ['principle', '与上级“原则上”的要求不一致的'],
  ['explain', '需要说明的'],
];

function conclusion(report: Report): Paragraph[] {
  const { verdict, verdictReason } = report;
  const told = verdict === 'needs-review' ? verdictReason : '';
  const counts =
    report.findings.length > 0 ? `共发现问题${report.findings.length}处（${sayCounts(report)}），具体如下。` : '';
  const groups = GROUPS.map(([charge, name]) => ({
    name,
    all: report.findings.map((f, i) => ({ f, n: i + 1 })).filter(({ f }) => chargeOf(f) === charge),
  })).filter((g) => g.all.length > 0);
  return [
    first('三、评估结论'),
    body(`评估结论：${VERDICT_ZH[verdict]}。${VERDICT_SENTENCE[verdict]}${told}${counts}`),
    ...groups.flatMap((g, i) => [
      second(`（${'一二三'.charAt(i)}）${g.name}（${g.all.length}处）`),
      ...g.all.map(({ f, n }) => body(sentenceOf(f, n))),
    ]),
  ];
}

/** One line for the letter, with the superior by its 文号; the annex has the rest. The number is that of the annex. */
function sentenceOf(f: Finding, n: number): string {
  const where = f.draft.path === '' ? '开头' : `“${sayPath(f.draft.path)}”部分`;
  const short =
    f.superior &&
    `${f.superior.docNumber ?? sayDocument(f.superior)}${f.superior.path ? `“${sayPath(f.superior.path)}”部分` : ''}`;
  const doubt = sayDoubt(f);
  const words = f.draft.quote === '' ? '文稿' : `${where}“${f.draft.quote}”`;
  return nestQuotes(
    `${n}. ${FINDING_ZH[f.kind]}：${words}，${sayCharge(f, short)}${f.calculation ? `（${f.calculation}）` : ''}。${doubt ? `${doubt}。` : ''}`,
  );
}

const ADVICE: Readonly<Record<Verdict, string>> = {
  consistent: '建议按程序印发。',
  'mostly-consistent': '建议起草单位对附件所列事项逐项说明或者修改后，按程序印发。',
  inconsistent: '建议起草单位按照附件所列意见修改后重新送审；不采纳的，应当书面说明理由。修改前不宜印发。',
  'needs-review': '建议补齐评估依据或者更换清晰、完整的文稿副本后重新评估。',
};
const advice = (report: Report): Paragraph[] => [first('四、处理建议'), body(ADVICE[report.verdict])];

function scope(report: Report): Paragraph[] {
  const counts = COVERAGE_STATES.map((s) => ({ s, n: report.coverage.filter((c) => c.state === s).length })).filter(
    (c) => c.n > 0,
  );
  const doubts = report.document.quality.issues.flatMap((i) => i.unresolved).length;
  return [
    first('五、评估范围'),
    body(
      `文稿共${report.coverage.length}个分句，全部列入比对：${counts.map((c) => `${COVERAGE_ZH[c.s]}${c.n}句`).join('、')}。${doubts > 0 ? `副本中有${doubts}处文字存疑，请对照原件核实。` : ''}本意见由文衡辅助形成，供制定机关决策参考。`,
    ),
  ];
}
