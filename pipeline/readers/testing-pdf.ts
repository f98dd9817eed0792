import { deflateSync } from 'node:zlib';

/** For tests only: PDFs written object by object, with a Chinese font that is named and not embedded. */
export interface SampleText {
  readonly text: string;
  /** Points; y from the top of the page to the baseline. */
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  /** Degrees counterclockwise. */
  readonly angle?: number;
}

export interface SamplePage {
  readonly texts: readonly SampleText[];
  readonly width?: number;
  readonly height?: number;
  readonly rotate?: number;
  /** Content operators drawn before the text. */
  readonly draw?: string;
  /** Raw entries of the page's resources, e.g. an image under the name /I. */
  readonly resources?: string;
}

const utf16 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');

function content({ texts, height = 842, draw = '' }: SamplePage): Buffer {
  const shown = texts.map(({ text, x, y, size = 16, angle = 0 }) => {
    const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    const matrix = [cos, sin, -sin, cos, x, height - y].map((n) => n.toFixed(4)).join(' ');
    return `BT /F ${size} Tf ${matrix} Tm <${utf16(text)}> Tj ET`;
  });
  return Buffer.from(`${draw}\n${shown.join('\n')}\n`, 'latin1');
}

const FONT = [
  '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [3 0 R] >>',
  '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 4 0 R /DW 1000 /W [1 95 500 814 939 500] >>',
  '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
];

/** Numbers objects from 1; the first must be the catalogue. */
export function pdfOf(objects: readonly (string | Buffer)[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = 9;
  const put = (part: string | Buffer): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    parts.push(bytes);
    at += bytes.length;
  };
  objects.forEach((object, i) => {
    offsets.push(at);
    put(`${i + 1} 0 obj\n`);
    put(object);
    put('\nendobj\n');
  });
  const start = at;
  put(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`);
  for (const offset of offsets) put(`${String(offset).padStart(10, '0')} 00000 n \n`);
  put(`trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
  return new Uint8Array(Buffer.concat(parts));
}

export const stream = (bytes: Buffer, dictionary = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} ${dictionary} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);

/** Objects 1–4 are catalogue, font, descendant, descriptor; 5 the page tree; then two a page, then `extra`. */
export function samplePdf(pages: readonly SamplePage[], extra: readonly (string | Buffer)[] = []): Uint8Array {
  const kids = pages.map((_, i) => `${6 + 2 * i} 0 R`).join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 5 0 R >>',
    ...FONT,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    ...pages.flatMap((page, i) => {
      const { width = 595, height = 842, rotate = 0, resources = '' } = page;
      const box = `/MediaBox [0 0 ${width} ${height}] /Rotate ${rotate}`;
      return [
        `<< /Type /Page /Parent 5 0 R ${box} /Resources << /Font << /F 2 0 R >> ${resources} >> /Contents ${7 + 2 * i} 0 R >>`,
        stream(deflateSync(content(page)), '/Filter /FlateDecode'),
      ];
    }),
    ...extra,
  ]);
}

/** Number of the first of `extra`'s objects. */
export const firstExtra = (pages: number): number => 6 + 2 * pages;

/** A stroked grid as content operators: edges of the columns from the left, of the rows from the top, points. */
export function gridOf(xs: readonly number[], ys: readonly number[], height = 842): string {
  const [left = 0, right = 0] = [xs[0], xs.at(-1)];
  const [top = 0, bottom = 0] = [ys[0], ys.at(-1)];
  return [
    ...ys.map((y) => `${left} ${height - y} m ${right} ${height - y} l S`),
    ...xs.map((x) => `${x} ${height - top} m ${x} ${height - bottom} l S`),
  ].join('\n');
}
