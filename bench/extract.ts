/**
 * Characters a second and F1 beside Microsoft Recognizers-Text (its Chinese models: number with unit, percentage, number,
 * date-time) on the same sentences of our own gold, in one run. The peer knows no limits and deadlines, so it is scored
 * generously: a limit counts as found when an entity of its sentence has the value, a deadline when an entity resolves to
 * its date or length; every other entity is spurious, as every other record is for us.
 *   node bench/extract.ts
 */
import { readFileSync } from 'node:fs';
import * as suite from '@microsoft/recognizers-text-suite';
import { deadline } from '../extractors/deadline.ts';
import { limit } from '../extractors/limit.ts';
import { sentences } from '../extractors/sentence.ts';
import { contextOf, sectionOf } from '../extractors/testing.ts';
import { goldRecords, goldTexts } from '../tests/gold/load.ts';

interface Entity {
  readonly start: number;
  readonly end: number;
  readonly resolution?: Readonly<Record<string, unknown>> | null;
}
/** The package's named exports stand behind `default` under Node's module rules. */
const peer = ('default' in suite ? suite.default : suite) as unknown as Record<
  string,
  (text: string, culture: string) => Entity[]
> & { Culture: { Chinese: string } };
const CHINESE = peer.Culture.Chinese;
const ask = (name: string, text: string): Entity[] => peer[name]?.(text, CHINESE) ?? [];

interface Want {
  readonly limits: string[];
  readonly deadlines: string[];
}
interface Line extends Want {
  readonly text: string;
}

/** Every sentence of the gold texts that holds a limit or deadline of the gold, or a digit: what both must judge. */
function lines(): Line[] {
  const out: Line[] = [];
  for (const gold of goldTexts()) {
    const records = goldRecords(gold).filter((r) => !r.optional);
    for (const line of readFileSync(gold.txt, 'utf8').split('\n'))
      for (const s of sentences(line)) {
        const text = line.slice(s.start, s.end);
        const here = records.filter((r) => text.includes(r.quote));
        const limits = here.flatMap((r) => (r.type === 'limit' ? [String(r['value'])] : []));
        const deadlines = here.flatMap((r) => (r.type === 'deadline' ? [String(r['when'])] : []));
        if (limits.length + deadlines.length > 0 || /[\d一二三四五六七八九十]/.test(text))
          out.push({ text, limits, deadlines });
      }
  }
  return out;
}

const plain = (value: unknown): string => String(Number(String(value).replace('%', '')));

/** Numbers of the peer, widest entity first: 3万元 counts once. */
function peerLimits(text: string): string[] {
  const found = ['recognizeDimension', 'recognizeCurrency', 'recognizePercentage', 'recognizeNumber'].flatMap((n) =>
    ask(n, text),
  );
  const kept: Entity[] = [];
  for (const e of found) if (!kept.some((k) => k.start <= e.end && e.start <= k.end)) kept.push(e);
  return kept.map((e) => plain(e.resolution?.['value']));
}

function peerDeadlines(text: string): string[] {
  return ask('recognizeDateTime', text).flatMap((e) => {
    const [value] = (e.resolution?.['values'] ?? []) as Readonly<Record<string, string>>[];
    return value ? [[value['end'], value['value'], value['start'], value['timex']].filter(Boolean).join('|')] : [];
  });
}

/** Does one of the peer's answers carry the gold's date or length? */
const carries = (answer: string, when: string): boolean => {
  const core = when.replace(/^[<>=+-]+/, '').replace(/^R\/.*?[<=]+/, '');
  return core.length > 1 && answer.includes(core.split('/').at(-1) ?? core);
};

interface Tally {
  gold: number;
  found: number;
  hit: number;
}
const tally = (): Tally => ({ gold: 0, found: 0, hit: 0 });

function count(
  t: Tally,
  want: readonly string[],
  got: readonly string[],
  same: (answer: string, want: string) => boolean,
): void {
  t.gold += want.length;
  t.found += got.length;
  const left = [...got];
  for (const w of want) {
    const at = left.findIndex((g) => same(g, w));
    if (at >= 0) {
      t.hit++;
      left.splice(at, 1);
    }
  }
}
const f1 = (t: Tally): string => ((200 * t.hit) / Math.max(1, t.gold + t.found)).toFixed(1);

const all = lines();
const characters = all.reduce((sum, l) => sum + l.text.length, 0);
const equal = (a: string, b: string): boolean => a === b || Number(a) === Number(b) || Number(a) === Number(b) * 1e4;

function measure(
  name: string,
  limits: (text: string) => string[],
  deadlines: (text: string) => string[],
  same: (answer: string, want: string) => boolean,
): number {
  const [l, d] = [tally(), tally()];
  // Least CPU time of three rounds, so that warming up and a busy machine do not count.
  let answers: { l: string[]; d: string[] }[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    answers = all.map((line) => ({ l: limits(line.text), d: deadlines(line.text) }));
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  all.forEach((line, i) => {
    count(l, line.limits, answers[i]?.l ?? [], equal);
    count(d, line.deadlines, answers[i]?.d ?? [], same);
  });
  const speed = characters / (least / 1e6);
  process.stdout.write(
    `${name.padEnd(20)} ${Math.round(speed).toLocaleString('en').padStart(12)} 字/CPU秒  限额F1 ${f1(l)}（${l.hit}/${l.gold}，给出 ${l.found}）  期限F1 ${f1(d)}（${d.hit}/${d.gold}，给出 ${d.found}）\n`,
  );
  return speed;
}

process.stdout.write(`${all.length} 句，${characters} 字\n`);
const ours = measure(
  '文衡',
  (text) => limit.extract(sectionOf(text), contextOf(text)).map((r) => String(r.value)),
  (text) => deadline.extract(sectionOf(text), contextOf(text)).map((r) => r.when),
  (a, b) => a === b,
);
const theirs = measure('Recognizers-Text', peerLimits, peerDeadlines, carries);
process.stdout.write(`速度之比 ${(ours / theirs).toFixed(1)}\n`);
