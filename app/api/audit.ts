import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { WenhengError } from '../../records/errors.ts';
import { type Desk, number, text } from './desk.ts';
import { AuditEntry } from './schemas.ts';

/**
 * Who did what: one JSON line an act in `audit.jsonl`, each carrying the hash of the line before it, so that no line can
 * be changed, moved or taken out unseen. The desk keeps number and hash of the last line, so that none can be cut off.
 */
const Line = AuditEntry.extend({ before: z.string(), hash: z.string() });
type Line = z.infer<typeof Line>;
export type Act = Omit<z.infer<typeof AuditEntry>, 'n'>;

const FIRST = '0'.repeat(64);
export const auditFile = (home: string): string => join(home, 'audit.jsonl');

const hashOf = (entry: Omit<Line, 'hash'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        entry.before,
        entry.n,
        entry.at,
        entry.by,
        entry.organisation,
        entry.action,
        entry.target,
        entry.address,
        entry.outcome,
      ]),
    )
    .digest('hex');

export class Audit {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** On disk when it returns. The desk's write lock keeps two processes from writing one number. */
  add(act: Act): void {
    this.#desk.together(() => {
      this.#adopt();
      const head = this.#head();
      const entry = { n: head.n + 1, ...act, before: head.hash };
      const hash = hashOf(entry);
      const file = openSync(auditFile(this.#desk.home), 'a', 0o600);
      let size = 0;
      try {
        writeSync(file, `${JSON.stringify({ ...entry, hash })}\n`);
        fsyncSync(file);
        size = statSync(auditFile(this.#desk.home)).size;
      } finally {
        closeSync(file);
      }
      this.#note(entry.n, hash, size);
    });
  }

  #head(): { n: number; hash: string; size: number } {
    const [row] = this.#desk.all('select * from chain');
    return row
      ? { n: number(row, 'n'), hash: text(row, 'hash'), size: number(row, 'size') }
      : { n: 0, hash: FIRST, size: 0 };
  }

  #note(n: number, hash: string, size: number): void {
    this.#desk.run(
      `insert into chain (one, n, hash, size) values (1, ?, ?, ?)
       on conflict (one) do update set n = excluded.n, hash = excluded.hash, size = excluded.size`,
      [n, hash, size],
    );
  }

  /** A process that ended between the line and its note left a line that holds; one half written is taken back. */
  #adopt(): void {
    const path = auditFile(this.#desk.home);
    const head = this.#head();
    if (!existsSync(path) || statSync(path).size <= head.size) return;
    const rest = readFileSync(path).subarray(head.size);
    const ended = rest.lastIndexOf(0x0a) + 1;
    let { n, hash } = head;
    for (const line of rest.subarray(0, ended).toString('utf8').split('\n')) {
      if (line === '') continue;
      const entry = parse(line);
      // What does not follow is left for `audit verify` to report.
      if (!entry || entry.n !== n + 1 || entry.before !== hash || hashOf(entry) !== entry.hash) return;
      n = entry.n;
      hash = entry.hash;
    }
    if (ended < rest.length) truncateSync(path, head.size + ended);
    this.#note(n, hash, head.size + ended);
  }

  /** The latest acts of an organisation, the last first. `before`: numbers below it. */
  async latest(organisation: string, limit: number, before: number): Promise<z.infer<typeof AuditEntry>[]> {
    const out: z.infer<typeof AuditEntry>[] = [];
    for await (const line of linesOf(this.#desk.home)) {
      const entry = AuditEntry.parse(JSON.parse(line));
      if (entry.n >= before) break;
      if (entry.organisation !== organisation) continue;
      out.push(entry);
      if (out.length > limit) out.shift();
    }
    return out.reverse();
  }
}

async function* linesOf(home: string): AsyncGenerator<string> {
  if (!existsSync(auditFile(home))) return;
  for await (const line of createInterface({ input: createReadStream(auditFile(home)), crlfDelay: Infinity }))
    if (line !== '') yield line;
}

/** How many lines hold, and the hash of the last to be noted elsewhere. Throws audit-broken with the first that does not. */
export async function verifyAudit(desk: Desk): Promise<{ entries: number; last: string }> {
  let n = 0;
  let last = FIRST;
  for await (const line of linesOf(desk.home)) {
    n++;
    const broken = (why: string): WenhengError => new WenhengError('audit-broken', { line: n, why });
    const parsed = parse(line);
    if (!parsed) throw broken('不是一条完整的记录');
    const { hash, ...entry } = parsed;
    if (entry.n !== n) throw broken(`编号是 ${entry.n}`);
    if (entry.before !== last) throw broken('与前一条的散列值接不上');
    if (hashOf(entry) !== hash) throw broken('内容与散列值不符');
    last = hash;
  }
  const [head] = desk.all('select * from chain');
  const known = head ? number(head, 'n') : 0;
  if (known > n) throw new WenhengError('audit-broken', { line: n + 1, why: `应有 ${known} 条，只剩 ${n} 条` });
  if (head && known === n && text(head, 'hash') !== last)
    throw new WenhengError('audit-broken', { line: n, why: '最后一条与登记的散列值不符' });
  if (known < n) throw new WenhengError('audit-broken', { line: known + 1, why: '这一条没有登记' });
  return { entries: n, last };
}

function parse(line: string): Line | null {
  try {
    return Line.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
