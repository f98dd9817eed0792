/** A plain-text notice as the blocks a typist would set: what is centred, numbered, signed, tabled. */

export type Block =
  | { readonly kind: 'red'; readonly text: string } // 教育部办公厅文件
  | { readonly kind: 'number'; readonly text: string } // 教规厅〔2025〕11号
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'flush'; readonly text: string } // 主送机关, 附件1
  | { readonly kind: 'item'; readonly depth: 0 | 1; readonly label: string; readonly text: string }
  | { readonly kind: 'body'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string } // 署名, 成文日期
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

const ITEMS = [/^([一二三四五六七八九十]+、)(.+)$/, /^(（[一二三四五六七八九十]+）)(.+)$/] as const;

/** `issuers`: their names alone on a line after the address are the signature. */
export function layout(text: string, issuers: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let addressed = false;
  let rows: string[][] = [];
  const closeTable = (): void => {
    if (rows.length > 0) blocks.push({ kind: 'table', rows });
    rows = [];
  };
  for (const raw of text.split('\n')) {
    if (raw.includes('\t')) {
      rows.push(raw.split('\t'));
      continue;
    }
    const line = raw.trim();
    if (line === '') continue;
    closeTable();
    const block = classify(line, addressed, issuers);
    if (block.kind === 'flush') addressed = true;
    const last = blocks.at(-1);
    if (block.kind === 'title' && last?.kind === 'title') {
      blocks[blocks.length - 1] = { kind: 'title', text: `${last.text}\n${block.text}` };
    } else {
      blocks.push(block);
    }
  }
  closeTable();
  return blocks;
}

function classify(line: string, addressed: boolean, issuers: readonly string[]): Block {
  if (!addressed && line.endsWith('文件')) return { kind: 'red', text: line };
  if (/^\S+〔\d{4}〕\d+号$/.test(line)) return { kind: 'number', text: line };
  if (addressed && (issuers.includes(line) || /^\d{4}年\d{1,2}月\d{1,2}日$/.test(line)))
    return { kind: 'sign', text: line };
  if (/^附件\d$/.test(line) || (!addressed && line.endsWith('：'))) return { kind: 'flush', text: line };
  for (const depth of [0, 1] as const) {
    const [, label, rest] = ITEMS[depth].exec(line) ?? [];
    if (label !== undefined && rest !== undefined) return { kind: 'item', depth, label, text: rest };
  }
  const sentence = /[。；：]/.test(line) || line.startsWith('（') || /^\d\./.test(line);
  return sentence ? { kind: 'body', text: line } : { kind: 'title', text: line };
}
