import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Processor seconds since the machine was started: of all processes, and of those of this measurement. Linux only. */
export interface Spent {
  readonly all: number;
  readonly ours: number;
}

// sysconf(_SC_CLK_TCK), 100 on every Linux that Node runs on.
const TICK = 100;

/** Null where there is no /proc. */
export function spent(): Spent | null {
  if (!existsSync('/proc/stat')) return null;
  // proc(5): user nice system idle iowait irq softirq steal …
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0, steal = 0] =
    /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').map(Number) ?? [];
  const parents = new Map<number, number>();
  const ticks = new Map<number, number>();
  const ours = new Set([process.pid]);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = statOf(name);
    // pid (comm) state ppid …; fields 14 to 17: own time and that of children that have ended.
    const [, pid, comm, rest] = /^(\d+) \((.*)\) (.*)$/s.exec(line) ?? [];
    const fields = rest?.split(' ').map(Number) ?? [];
    parents.set(Number(pid), fields[1] ?? 0);
    ticks.set(
      Number(pid),
      fields.slice(11, 15).reduce((a, b) => a + b, 0),
    );
    if (comm === 'postgres' || comm === 'redis-server') ours.add(Number(pid));
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, parent] of parents)
      if (ours.has(parent) && !ours.has(pid)) {
        ours.add(pid);
        grown = true;
      }
  }
  const sum = [...ours].reduce((a, pid) => a + (ticks.get(pid) ?? 0), 0);
  return { all: (user + nice + system + irq + soft + steal) / TICK, ours: sum / TICK };
}

/** Empty for a process that ended meanwhile. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}

/** Cores that other programs kept busy between the two, not below zero. */
export const foreign = (from: Spent | null, to: Spent | null, seconds: number): number =>
  from && to ? Math.max(0, (to.all - from.all - (to.ours - from.ours)) / seconds) : Number.NaN;

/** Waits until other programs leave the machine alone for two seconds, or so many seconds have passed. */
export async function quiet(most: number): Promise<void> {
  for (let waited = 0; waited < most; waited += 2) {
    const before = spent();
    await pause(2000);
    if (!(foreign(before, spent(), 2) > QUIET)) return;
  }
}

/** Cores of other programs that a measurement bears. */
export const QUIET = 0.15;
