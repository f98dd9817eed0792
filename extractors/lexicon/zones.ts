/**
 * Zones that issue notices and have no code of their own. They carry the code of the division they lie in, or of the
 * district they share a government with. A zone's committee ranks one level below its division: a zone under a prefecture
 * is `county`, under a county `township`, under a province `city`.
 */

export interface Zone {
  readonly name: string;
  readonly also: readonly string[];
  /** GB/T 2260 code that its notices carry. */
  readonly code: string;
  readonly level: 'city' | 'county';
  readonly source: string;
}

const zone = (name: string, also: string, code: string, level: 'city' | 'county', source: string): Zone => ({
  name,
  also: also === '' ? [] : also.split(' '),
  code,
  level,
  source,
});

/** The national new areas. Those that are districts of GB/T 2260 (浦东, 滨海, 两江) stand there and need no row. */
export const ZONES: readonly Zone[] = [
  zone('舟山群岛新区', '浙江舟山群岛新区', '330900', 'city', '国务院批复同意设立（2011年6月）'),
  zone('兰州新区', '甘肃兰州新区', '620100', 'county', '国务院批复同意设立（2012年8月）'),
  zone('南沙新区', '广州南沙新区', '440115', 'county', '国务院批复同意设立（2012年9月）'),
  zone('西咸新区', '陕西西咸新区', '610100', 'city', '国务院批复同意设立（2014年1月）'),
  zone('贵安新区', '贵州贵安新区', '520000', 'city', '国务院批复同意设立（2014年1月）'),
  zone('西海岸新区', '青岛西海岸新区', '370211', 'county', '国务院批复同意设立（2014年6月）'),
  zone('金普新区', '大连金普新区', '210213', 'county', '国务院批复同意设立（2014年6月）'),
  zone('天府新区', '四川天府新区', '510100', 'county', '国务院批复同意设立（2014年10月）'),
  zone('湘江新区', '湖南湘江新区', '430100', 'county', '国务院批复同意设立（2015年4月）'),
  zone('江北新区', '南京江北新区', '320100', 'county', '国务院批复同意设立（2015年6月）'),
  zone('福州新区', '', '350100', 'county', '国务院批复同意设立（2015年9月）'),
  zone('滇中新区', '云南滇中新区', '530100', 'county', '国务院批复同意设立（2015年9月）'),
  zone('哈尔滨新区', '', '230100', 'county', '国务院批复同意设立（2015年12月）'),
  zone('长春新区', '', '220100', 'county', '国务院批复同意设立（2016年2月）'),
  zone('赣江新区', '江西赣江新区', '360100', 'city', '国务院批复同意设立（2016年6月）'),
  zone('雄安新区', '河北雄安新区', '130600', 'city', '中共中央、国务院决定设立（2017年4月1日）'),
  zone('横琴粤澳深度合作区', '', '440402', 'county', '《横琴粤澳深度合作区建设总体方案》（2021年）'),
  zone('杨凌农业高新技术产业示范区', '杨凌示范区', '610403', 'city', '国务院批准设立（1997年）'),
];

const names = ZONES.flatMap((row) => [row.name, ...row.also].map((name): [string, Zone] => [name, row])).sort(
  ([a], [b]) => b.length - a.length,
);

/** The zone that a name begins with, the longest; null if none. */
export function zoneAt(name: string): { readonly row: Zone; readonly end: number } | null {
  const hit = names.find(([n]) => name.startsWith(n));
  return hit ? { row: hit[1], end: hit[0].length } : null;
}
