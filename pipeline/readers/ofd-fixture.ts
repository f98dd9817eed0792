import { zipSync } from 'fflate';

/** For tests only: a notice set as OFD the way an office program prints it. Millimetres; type of 16 pt. */
const EM = 5.64;
const LEFT = 28;
const TOP = 37;
const LINE = 10.2;
/** Characters a line and lines a page of GB/T 9704. */
const CHARS = 28;
const LINES = 22;

const escaped = (text: string): string => text.replace(/[&<>]/g, (ch) => `&#${ch.charCodeAt(0)};`);
const wide = (ch: string): number => (ch < '\u2000' ? EM / 2 : EM);

/** Characters of a paragraph in lines of 28 ems; a stop never begins a line. */
function wrap(text: string, indent: number): { text: string; x: number }[] {
  const lines: { text: string; x: number }[] = [];
  let line = '';
  let used = indent * EM;
  let x = LEFT + indent * EM;
  for (const ch of text) {
    if (used + wide(ch) > CHARS * EM + 0.01 && !/[，。、；：？！）》”〕]/.test(ch)) {
      lines.push({ text: line, x });
      [line, used, x] = ['', 0, LEFT];
    }
    line += ch;
    used += wide(ch);
  }
  return [...lines, { text: line, x }];
}

function object(id: number, x: number, y: number, text: string): string {
  const chars = [...text];
  const deltas = chars.slice(0, -1).map(wide).join(' ');
  return `<ofd:TextObject ID="${id}" Boundary="${x} ${y} 160 7" Font="3" Size="${EM}"><ofd:TextCode X="0" Y="4.85" DeltaX="${deltas}">${escaped(text)}</ofd:TextCode></ofd:TextObject>`;
}

export interface MadeParagraph {
  readonly text: string;
  readonly align?: 'left' | 'center' | 'right';
  /** First-line indent in ems. */
  readonly indent?: number;
}

/** An OFD with these paragraphs, a running head from a template, and numbered pages. */
export function makeOfd(paragraphs: readonly MadeParagraph[], head = '政府信息公开'): Uint8Array {
  const lines = paragraphs.flatMap(({ text, align = 'left', indent = 0 }) => {
    const set = wrap(text, align === 'left' ? indent : 0);
    return set.map((line) => {
      const rest = CHARS * EM - [...line.text].reduce((sum, ch) => sum + wide(ch), 0);
      return { ...line, x: align === 'center' ? LEFT + rest / 2 : align === 'right' ? LEFT + rest - 2 * EM : line.x };
    });
  });
  const ns = 'xmlns:ofd="http://www.ofdspec.org/2016"';
  const files: Record<string, Uint8Array> = {};
  const put = (path: string, xml: string): void => {
    files[path] = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
  };
  const count = Math.max(1, Math.ceil(lines.length / LINES));
  const list = Array.from(
    { length: count },
    (_, i) => `<ofd:Page ID="${10 + i}" BaseLoc="Pages/Page_${i}/Content.xml"/>`,
  );
  put('OFD.xml', `<ofd:OFD ${ns}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`);
  put(
    'Doc_0/Document.xml',
    `<ofd:Document ${ns}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages>${list.join('')}</ofd:Pages></ofd:Document>`,
  );
  put(
    'Doc_0/Tpls/Tpl_0/Content.xml',
    `<ofd:Page ${ns}><ofd:Content><ofd:Layer ID="4">${object(5, 80, 12, head)}</ofd:Layer></ofd:Content></ofd:Page>`,
  );
  for (let page = 0; page < count; page++) {
    const body = lines
      .slice(page * LINES, (page + 1) * LINES)
      .map((line, i) => object(1000 * (page + 1) + i, line.x, TOP + i * LINE, line.text));
    const number = object(1000 * (page + 1) + 500, 98, 275, `— ${page + 1} —`);
    put(
      `Doc_0/Pages/Page_${page}/Content.xml`,
      `<ofd:Page ${ns}><ofd:Template TemplateID="2"/><ofd:Content><ofd:Layer ID="9" Type="Body">${body.join('')}${number}</ofd:Layer></ofd:Content></ofd:Page>`,
    );
  }
  return zipSync(files, { mtime: new Date(2024, 5, 4) });
}
