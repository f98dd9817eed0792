import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SAMPLES = fileURLToPath(new URL('../corpus/samples', import.meta.url));

/** The bundled sample notices, each once, as text. */
export const sampleFiles = (): string[] =>
  readdirSync(SAMPLES, { withFileTypes: true })
    .filter((e) => e.isDirectory() && e.name !== 'drafts' && e.name !== 'formats')
    .map((e) => join(SAMPLES, e.name, `${e.name}.txt`));
