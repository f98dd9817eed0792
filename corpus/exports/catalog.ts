import type { Store } from '../store.ts';
import { BURDEN, dayZh, documentsOf, type FormQuery, filling, placeOf } from './select.ts';
import type { Sheet } from './sheet.ts';

/** 附件6 of 新教领秘〔2024〕2号 asks for documents from 2019 on. */
const SINCE = '2019-01-01';

/** 中小学教师减负工作相关文件目录: one row a document, by place and date. */
export async function catalog(store: Store, query: FormQuery = {}): Promise<Sheet> {
  const heads = await documentsOf(store, { from: SINCE, ...query }, BURDEN);
  return {
    name: '文件目录',
    title: '中小学教师减负工作相关文件目录',
    note: filling(query),
    heads: ['序号', '地区', '发文单位', '公文标题', '公文文号', '发文时间'],
    widths: [8, 26, 30, 64, 26, 18],
    rows: heads.map((head, i) => [
      i + 1,
      placeOf(head.region),
      head.issuers.join('、'),
      head.coverTitle ?? head.title,
      head.docNumber ?? '无文号',
      head.issuedOn === null ? '' : dayZh(head.issuedOn),
    ]),
    remark: `备注：由档案库自动生成，收录${dayZh(query.from ?? SINCE)}以来有关减轻中小学教师负担的文件共${heads.length}件；同一文件有多份副本的，取质量最好的一份。`,
  };
}
