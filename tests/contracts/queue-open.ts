import { openPostgresQueue, openRedis } from '../../queues/bullmq.ts';
import { openLocal } from '../../queues/local.ts';
import type { Queue } from '../../queues/queue.ts';

/** Where a queue is, so that another process of a test opens the same one. */
export interface Address {
  readonly kind: Queue['kind'];
  readonly at: string;
  readonly name: string;
  readonly lease: number;
}

export function openQueue({ kind, at, name, lease }: Address): Promise<Queue> {
  const options = { now: () => Date.now(), lease, name, pause: 50 };
  if (kind === 'local') return openLocal(at, options);
  return kind === 'redis' ? openRedis(at, options) : openPostgresQueue(at, options);
}
