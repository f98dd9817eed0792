import { describe, expect, test } from 'vitest';
import { sniff } from './sniff.ts';
import { hasInputs, input, refusal, WHY_SKIPPED } from './testing.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** A compound file's first sector and one directory entry of the given name: all that sniffing looks at. */
function compound(entry: string): Uint8Array {
  const file = Buffer.alloc(1024);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  Buffer.from(entry, 'utf16le').copy(file, 512);
  return file;
}

describe('what bytes are', () => {
  test.each([
    ['关于减轻教师负担的通知\n', 'txt'],
    ['<!DOCTYPE html><html><body>通知</body></html>', 'html'],
    ['<?xml version="1.0" encoding="UTF-8"?><html xmlns="x"><body>通知</body></html>', 'html'],
    ['\n<table><tr><td>通知</td></tr></table>', 'html'],
    ['<通知>不是网页', 'txt'],
    ['{\\rtf1\\ansi', 'rtf'],
    ['MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n', 'mht'],
    ['%PDF-1.7\n', 'pdf'],
    ['junk before\n%PDF-1.4\n', 'pdf'],
  ])('%j is %s', (text, format) => {
    expect(sniff(bytes(text))).toBe(format);
  });

  test.each([
    ['89504e470d0a1a0a0000', 'image'],
    ['ffd8ffe000104a46', 'image'],
    ['49492a0008000000', 'tiff'],
    ['4d4d002a00000008', 'tiff'],
  ])('magic %s is %s', (hex, format) => {
    expect(sniff(Buffer.from(hex, 'hex'))).toBe(format);
  });

  test('a compound file is what its streams say, whatever its name', () => {
    expect(sniff(compound('WordDocument'), 'a.pdf')).toBe('doc');
  });

  test.each([
    ['nothing', new Uint8Array(), '通知.txt', 'file-empty'],
    ['an encrypted office file', compound('EncryptedPackage'), 'a.docx', 'password-locked'],
    ['a workbook', compound('Workbook'), 'a.doc', 'format-unsupported'],
    ['a RAR archive', Buffer.from('526172211a0701000000', 'hex'), 'a.zip', 'format-unsupported'],
    ['a cut ZIP', Buffer.from('504b03041400000000000000', 'hex'), 'a.docx', 'file-damaged'],
    ['noise called txt', Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 197 + 13) % 256)), 'a.txt', 'not-text'],
    [
      'noise called pdf',
      Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 197 + 13) % 256)),
      'a.pdf',
      'format-unknown',
    ],
    ['entity definitions', bytes('<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>'), 'a.xml', 'markup-hostile'],
    ['XML that is no page', bytes('<?xml version="1.0"?><data/>'), 'a.xml', 'format-unsupported'],
  ])('%s is refused', async (_, file, name, code) => {
    expect(await refusal(() => sniff(file, name))).toBe(code);
  });

  test.skipIf(!hasInputs)(`measured inputs${WHY_SKIPPED}`, async () => {
    const found = [
      'wordlike.docx',
      'wordlike.doc',
      'std.ofd',
      'gbk-names.zip',
      'scan-multipage.tif',
      'html/table-gbk.html',
    ];
    expect(found.map((f) => sniff(input(f), f))).toEqual(['docx', 'doc', 'ofd', 'zip', 'tiff', 'html']);
    expect(await refusal(() => sniff(input('hostile/laughs.xml')))).toBe('markup-hostile');
  });
});
