import { isWenhengError } from '../../records/errors.ts';
import type { Engine } from './engine.ts';
import { none } from './none.ts';
import type { FromWorker, Hello, ToWorker } from './pool.ts';
import { openPpocr } from './ppocr.ts';
import { type Readers, readImage } from './read.ts';
import { openTesseract } from './tesseract.ts';

/**
 * One warm process: engines are opened once, then one image after another is read. It ends when its parent goes away.
 * The engine is the first argument, `gate` or `bare` the second.
 */
const say = (message: FromWorker): void => void process.send?.(message);
const reason = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));

async function open(engine: string, gate: boolean): Promise<{ readers: Readers; fallback: string | null }> {
  const second = async (): Promise<Engine | null> => (gate ? openTesseract() : null);
  if (engine === 'none') return { readers: { primary: none, second: null }, fallback: null };
  if (engine === 'tesseract') return { readers: { primary: await openTesseract(), second: null }, fallback: null };
  try {
    return { readers: { primary: await openPpocr(), second: await second() }, fallback: null };
  } catch (cause) {
    if (engine === 'ppocr') throw cause;
    return { readers: { primary: await openTesseract(), second: null }, fallback: reason(cause) };
  }
}

let opened: Promise<{ readers: Readers; fallback: string | null }> | null = null;

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker) => {
  void (async () => {
    opened ??= open(process.argv[2] ?? 'auto', process.argv[3] !== 'bare');
    let hello: Hello;
    let readers: Readers;
    try {
      const { readers: found, fallback } = await opened;
      readers = found;
      hello = { engine: found.primary.id, second: found.second?.id ?? null, fallback };
    } catch (cause) {
      say({ id: message.id, kind: 'no-engine', why: reason(cause) });
      return;
    }
    try {
      say({
        id: message.id,
        kind: 'read',
        hello,
        reading: message.file === null ? null : await readImage(message.file, message.dpi, readers),
      });
    } catch (cause) {
      if (isWenhengError(cause)) say({ id: message.id, kind: 'refused', code: cause.code, holes: cause.holes });
      else say({ id: message.id, kind: 'failed', why: reason(cause) });
    }
  })();
});
