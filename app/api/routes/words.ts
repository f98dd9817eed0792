import { z } from 'zod';
import { FORM_ZH } from '../../../corpus/exports/index.ts';
import { FATE_ZH } from '../../../corpus/ledger/compare.ts';
import { DISPOSAL_ZH } from '../../../pipeline/render/disposal.ts';
import { BEARER_ZH, STRENGTH_ZH } from '../../../pipeline/render/values.ts';
import { MATTER_ZH, OVERSIGHT_ZH, PERIOD_ZH, PROCEDURE_ZH, TYPE_ZH } from '../../../records/clause.ts';
import { LEVEL_ZH } from '../../../records/document.ts';
import { BROUGHT_ZH, ENTRY_STATE_ZH, LIST_ZH } from '../../../records/ledger.ts';
import { childRegions, NATION, parseRegion, regionOfName, suggestRegion } from '../../../records/region.ts';
import { COVERAGE_ZH, FINDING_ZH, RELATION_ZH, SEVERITY_ZH, VERDICT_ZH } from '../../../records/report.ts';
import { DAMAGE_ZH } from '../../../records/text.ts';
import type { Routes } from '../context.ts';
import { Region, ROLE_ZH, STAGE_ZH, Vocabulary } from '../schemas.ts';

const list = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([key, zh]) => ({ key, zh }));
const Regions = z.object({ items: z.array(Region.extend({ children: z.boolean() })) });

/** Regions and the Chinese names of every key that the API uses. */
export const wordRoutes: Routes = (api) => {
  api.route({
    method: 'GET',
    url: '/api/regions',
    config: { access: 'view' },
    schema: {
      tags: ['词表'],
      summary: '行政区划：q 按名称或代码找，within 列出下一级（默认列省级）',
      querystring: z.object({ q: z.string().trim().max(60).optional(), within: z.string().trim().max(60).optional() }),
      response: { 200: Regions },
    },
    handler: async (request, reply) => {
      const { q, within } = request.query;
      const found = q ? named(q) : childRegions(within ? parseRegion(within) : NATION);
      reply.header('cache-control', 'private, max-age=3600');
      return { items: found.map((r) => ({ ...r, children: childRegions(r).length > 0 })) };
    },
  });

  api.route({
    method: 'GET',
    url: '/api/matters',
    config: { access: 'view' },
    schema: {
      tags: ['词表'],
      summary: '事项',
      response: { 200: z.object({ items: z.array(z.object({ key: z.string(), zh: z.string() })) }) },
    },
    handler: async () => ({ items: list(MATTER_ZH) }),
  });

  api.route({
    method: 'GET',
    url: '/api/vocabulary',
    config: { access: 'view' },
    schema: { tags: ['词表'], summary: '接口里所有代码的中文', response: { 200: Vocabulary } },
    handler: async (_, reply) => {
      reply.header('cache-control', 'private, max-age=3600');
      return {
        matters: list(MATTER_ZH),
        levels: list(LEVEL_ZH),
        recordTypes: list(TYPE_ZH),
        findingKinds: list(FINDING_ZH),
        severities: list(SEVERITY_ZH),
        relations: list(RELATION_ZH),
        verdicts: list(VERDICT_ZH),
        coverageStates: list(COVERAGE_ZH),
        damage: list(DAMAGE_ZH),
        periods: list(PERIOD_ZH),
        strengths: list(STRENGTH_ZH),
        bearers: list(BEARER_ZH),
        procedures: list(PROCEDURE_ZH),
        oversight: list(OVERSIGHT_ZH),
        disposals: list(DISPOSAL_ZH),
        stages: list(STAGE_ZH),
        roles: list(ROLE_ZH),
        forms: list(FORM_ZH),
        listKinds: list(LIST_ZH),
        entryStates: list(ENTRY_STATE_ZH),
        broughtKinds: list(BROUGHT_ZH),
        fates: list(FATE_ZH),
      };
    },
  });
};

function named(q: string): Region[] {
  if (/^\d{2,6}$/.test(q)) {
    const near = suggestRegion(q.padEnd(4, '0'));
    return /^\d{6}$|^\d{2}$|^\d{4}$/.test(q)
      ? [...new Map([tried(q), ...near].filter((r) => r !== null).map((r) => [r.code, r])).values()]
      : near;
  }
  const exact = regionOfName(q);
  const all = exact ? [exact, ...suggestRegion(q)] : suggestRegion(q);
  return [...new Map(all.map((r) => [r.code, r])).values()];
}

function tried(code: string): Region | null {
  try {
    return parseRegion(code);
  } catch {
    // No such code: the near ones are shown alone.
    return null;
  }
}
