/** The child of the stages, with a text that hangs it and one that eats its memory. */
const LINE = { hang: '此件使解析停住', eat: '此件使内存耗尽' } as const;

process.on('message', (task: unknown) => {
  const said = JSON.stringify(task);
  if (said.includes(LINE.hang)) for (;;);
  if (said.includes(LINE.eat)) for (const held: number[][] = []; ; ) held.push(new Array<number>(1 << 22).fill(0.5));
});
await import('../queues/workers-child.ts');
