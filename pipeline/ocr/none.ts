import type { Engine } from './engine.ts';

/** No OCR, always there: reads nothing, so that every page that needs OCR is reported as unread. */
export const none: Engine = {
  id: 'none',
  recognize: async (image) => ({
    engine: 'none',
    width: image.width,
    height: image.height,
    lines: [],
    turned: 0,
    skew: 0,
    warnings: [],
  }),
  recognizeLine: async () => ({ text: '', confidence: 0 }),
  close: async () => undefined,
};
