import { layoutOf } from './structure/layout.ts';
import { linesOf, type TextLine } from './structure/lines.ts';
import type { Change } from './text-anchor.ts';

/** Method of the repair that puts the cells of a row side by side again. */
export const ROW_REJOINED = 'cells of a row, one below the other';

/** Heads of columns as plans of work have them: 时间 · 工作事项 · 责任人（股室）. */
const COLUMN =
  /^(?:序号|编号|时间|日期|(?:完成|办理|整改|工作)?(?:时限|时间|期限)|时间(?:节点|安排|进度)|阶段|步骤|(?:工作|主要|重点|具体)?(?:事项|任务|内容|措施|目标|要求|环节|安排)|(?:责任|牵头|配合|实施|承办|完成)(?:人|单位|部门|科室|股室|处室|领导)|负责人|备注|工作标准|完成情况)(?:[（(][^（）()]{1,10}[）)])?$/;

/** 2024510日前 · 2024年5月底前 · 每月20日 · 6月 : the first cell of a row under 时间. */
const WHEN =
  /^(?:(?:19|20)\d{2}\s?年?[\d年月日./\-—~至到、]{0,14}(?:上旬|中旬|下旬|月?初|月?底|月?末|日)?(?:之?前|以前|起|开始|完成)?|\d{1,2}月[\d月日至到—~-]{0,8}(?:上旬|中旬|下旬|初|底|末)?(?:之?前|起)?|每(?:年|月|周|季度|学期|半年)\S{0,8}|(?:长期|全年|即日起|常态化|持续)\S{0,4})$/;

/**
 * Tables that a copy laid out cell by cell: heads of columns one a line, then rows whose first cell is a time or a
 * running number. The cells come back into one line, parted by tabs; paragraphs inside a cell are parted by a blank.
 * A table that does not come out even stays as it is.
 */
export function stackedTables(text: string): Change[] {
  const lines = linesOf(text);
  const { annexes } = layoutOf(lines);
  return annexes.flatMap(({ line, title }, i) =>
    tableIn(lines.slice(Math.max(line + 1, title.end), annexes[i + 1]?.line ?? lines.length)),
  );
}

function tableIn(lines: readonly TextLine[]): Change[] {
  const from = lines.findIndex((l) => COLUMN.test(l.words));
  if (from < 0 || from > 3) return [];
  const after = lines.findIndex((l, i) => i > from && !COLUMN.test(l.words));
  const width = (after < 0 ? lines.length : after) - from;
  if (width < 2) return [];
  const rows = rowsFrom(lines.slice(from + width), lines[from]?.words ?? '');
  if (rows.length < 2 || rows.some((r) => r.length < width || (width > 3 && r.length !== width))) return [];
  const head = lines.slice(from, from + width);
  return [head, ...rows].flatMap((row) =>
    row.slice(1).map((cell, i): Change => {
      const above = row[i];
      // Cells of the first and the last column are single lines; what lies between is one cell of three.
      const inside = i > 0 && (width === 2 || (width === 3 && i < row.length - 2));
      return {
        start: above?.end ?? cell.start,
        end: cell.start,
        reading: inside ? ' ' : '\t',
        kind: 'broken-line',
        method: ROW_REJOINED,
        confidence: 0.85,
      };
    }),
  );
}

/** Rows by their first cell; lines behind the table's last row (标注, 版记) end it. */
function rowsFrom(lines: readonly TextLine[], head: string): TextLine[][] {
  const counted = /^(?:序号|编号)/.test(head);
  const rows: TextLine[][] = [];
  for (const line of lines) {
    const begins = counted ? line.words === String(rows.length + 1) : WHEN.test(line.words);
    if (begins) rows.push([line]);
    else if (rows.length === 0 || line.row) return [];
    else rows.at(-1)?.push(line);
  }
  return rows;
}
