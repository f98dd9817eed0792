/**
 * Makes two of the sample notices also as DOCX and as scanned PDF, from their text:
 *   node corpus/samples/make-formats.ts
 * Same text, same bytes: the noise is seeded and the DOCX carries a fixed date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { layout } from './formats/layout.ts';
import { toPdf } from './formats/pdf.ts';
import { PAGE, toScan } from './formats/scan.ts';
import { toDocx } from './formats/word.ts';

const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
);
const About = z.object({ title: z.string(), issuers: z.array(z.string()) });
const SEED = 9704;

for (const slug of ['nation-school-affairs', 'dingcheng-plan']) {
  const folder = join(import.meta.dirname, slug);
  const about = About.parse(JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8')));
  const blocks = layout(readFileSync(join(folder, `${slug}.txt`), 'utf8'), about.issuers);
  const docx = await toDocx(blocks, about.title);
  const pdf = toPdf(toScan(blocks, FONT, SEED), PAGE);
  writeFileSync(join(folder, `${slug}.docx`), docx);
  writeFileSync(join(folder, `${slug}.scan.pdf`), pdf);
  process.stdout.write(`${slug}: DOCX ${docx.length} 字节，扫描 PDF ${pdf.length} 字节\n`);
}
