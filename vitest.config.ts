import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Two noisy cores: more workers only make OCR and database tests starve each other.
    maxWorkers: 2,
  },
});
