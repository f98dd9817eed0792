/**
 * What draft and superior may call by different names. A row is one idea; a text holds it when one of its words stands there.
 * `weight`: how far it singles out a rule (3 distinctive · 2 telling · 1 common). `kind` says what part it plays in a rule:
 * an act or object must meet; a person, time or place may narrow it.
 */
export interface Concept {
  readonly id: string;
  readonly kind: 'act' | 'object' | 'person' | 'time' | 'mode';
  readonly weight: 1 | 2 | 3;
  readonly words: RegExp;
  readonly source: string;
}

export const c = (
  id: string,
  kind: Concept['kind'],
  weight: Concept['weight'],
  words: RegExp,
  source: string,
): Concept => ({ id, kind, weight, words, source });

/** Within one 分句, up to `most` characters: 提取…慰问. */
const gap = (most: number): string => `[^，。；]{0,${most}}`;

/**
 * A pattern of words in one 分句: `…` stands for up to 12 characters, `‥` for up to 6, blanks are for the reader.
 * words`提取 … (?:慰问|福利)` is /提取[^，。；]{0,12}(?:慰问|福利)/.
 */
export const words = (parts: TemplateStringsArray): RegExp =>
  new RegExp(parts.raw.join('').replace(/\s+/g, '').replaceAll('…', gap(12)).replaceAll('‥', gap(6)));

/** Sources cited by more than one field. */
export const JF = '中办、国办《关于减轻中小学教师负担进一步营造教育教学良好环境的若干意见》（2019）';
export const JST = '教师厅〔2025〕2号';
export const SJ = '中办、国办《关于进一步减轻义务教育阶段学生作业负担和校外培训负担的意见》（2021）';
export const WG = '教育部五项管理通知（作业、睡眠、手机、读物、体质，2021）';
export const YB = '公文通用语';
export const JC = '中办、国办《整治形式主义为基层减负若干规定》（2024）';
