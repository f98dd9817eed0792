import type { Reply, Task } from '../../pipeline/readers/sandbox-messages.ts';

/** A sandbox child that fails in the way the file's name asks for, and otherwise answers with one line about itself. */

const line = (text: string): Reply => ({
  kind: 'read',
  pages: {
    format: 'txt',
    pages: [],
    blocks: [{ kind: 'line', text, place: { kind: 'line', line: 1 } }],
    aside: [],
    fields: {},
    notes: [],
  },
  images: [],
});

const MOODS: Readonly<Record<string, () => unknown>> = {
  silent: () => undefined,
  /** Draws pages for OCR, slowly and for ever. */
  endless: () => {
    setInterval(() => process.send?.({ beat: true }), 50);
  },
  /** Draws one page, and needs longer than one file may. */
  diligent: () => {
    process.send?.({ beat: true });
    setTimeout(() => process.send?.({ reply: line('正文'), worn: false }), 1500);
  },
  busy: () => {
    for (;;);
  },
  crash: () => process.exit(3),
  abort: () => process.abort(),
  hungry: () => {
    const eaten: number[][] = [];
    for (;;) eaten.push(Array.from({ length: 1e6 }, (_, i) => i + 0.5));
  },
  worn: () => line(String(process.pid)),
  babble: () => ({ kind: 'read', pages: 42, images: 'none' }),
  escape: () => ({ ...line('正文'), images: [{ page: 1, file: '/etc/passwd', width: 1, height: 1, dpi: null }] }),
  refuse: () => ({ kind: 'error', failure: { code: 'password-locked', holes: {} } }),
  environment: () => line(Object.keys(process.env).sort().join(' ')),
  pid: () => line(String(process.pid)),
};

process.on('message', (task: Task) => {
  const mood = task.job === 'next' ? undefined : MOODS[task.name];
  const answer = mood === undefined ? line('正文') : mood();
  if (answer !== undefined) process.send?.({ reply: answer, worn: task.job !== 'next' && task.name === 'worn' });
});
process.on('disconnect', () => process.exit(0));
