import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { z } from 'zod';
import type { Aside } from '../../records/page.ts';
import { type Item, toShown, weight } from './pdf-glyphs.ts';

/** The parts of pdf.js' annotations that carry text; pdf.js types them as anything. */
const Annotation = z.object({
  subtype: z.string().nullish(),
  fieldType: z.string().nullish(),
  fieldValue: z.unknown(),
  checkBox: z.boolean().nullish(),
  radioButton: z.boolean().nullish(),
  exportValue: z.string().nullish(),
  buttonValue: z.string().nullish(),
  hidden: z.boolean().nullish(),
  rect: z.array(z.number()).length(4),
  contentsObj: z.object({ str: z.string() }).nullish(),
  defaultAppearanceData: z.object({ fontSize: z.number().nullish() }).nullish(),
});
type Annotation = z.infer<typeof Annotation>;

export interface Fields {
  /** Values typed into form fields, as text that stands where the field is. */
  readonly items: readonly Item[];
  readonly aside: readonly Aside[];
  /** True where the page carries an electronic signature. */
  readonly signed: boolean;
}

/** Form values belong to the text though no content stream holds them; comments and stamps stand aside. */
export async function toFields(page: PDFPageProxy): Promise<Fields> {
  const items: Item[] = [];
  const aside: Aside[] = [];
  let signed = false;
  const viewport = page.getViewport({ scale: 1 });
  for (const raw of await page.getAnnotations()) {
    const parsed = Annotation.safeParse(raw);
    if (!parsed.success || parsed.data.hidden) continue;
    const annotation = parsed.data;
    if (annotation.fieldType === 'Sig') signed = true;
    else if (annotation.subtype === 'Widget') items.push(...typed(annotation));
    else if (annotation.subtype !== 'Link' && annotation.subtype !== 'Popup') {
      const text = annotation.contentsObj?.str.trim() ?? '';
      const kind = annotation.subtype === 'Stamp' ? 'stamp' : 'annotation';
      if (text === '' && kind !== 'stamp') continue;
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = annotation.rect;
      const box = { page: page.pageNumber, ...toShown(viewport.transform, { x0, y0, x1, y1 }) };
      aside.push({ kind, text: text || '印章', place: { kind: 'page', box } });
    }
  }
  return { items, aside, signed };
}

function typed({
  rect,
  fieldValue,
  checkBox,
  radioButton,
  exportValue,
  buttonValue,
  defaultAppearanceData,
}: Annotation): Item[] {
  const [x0 = 0, y0 = 0, , y1 = 0] = rect;
  const values = Array.isArray(fieldValue)
    ? fieldValue.map(String)
    : typeof fieldValue === 'string'
      ? [fieldValue]
      : [];
  const ticked = values[0] !== undefined && values[0] !== 'Off' && values[0] === (exportValue ?? buttonValue);
  const text = checkBox || radioButton ? (ticked ? '☑' : '□') : values.join('、');
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const given = defaultAppearanceData?.fontSize ?? 0;
  const size = given > 0 ? given : Math.min(12, (0.7 * (y1 - y0)) / Math.max(1, lines.length));
  // One line stands in the middle of its field, several hang from its top.
  const first = lines.length === 1 ? (y0 + y1) / 2 - 0.35 * size : y1 - 1.1 * size;
  return lines.map((str, i) => ({
    str,
    transform: [size, 0, 0, size, x0 + 2, first - 1.2 * size * i],
    width: size * [...str].reduce((sum, ch) => sum + weight(ch), 0),
    height: size,
    fontName: 'form-field',
  }));
}
