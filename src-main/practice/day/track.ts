import { CHINA_TIME } from '../../../src-shared/domain/china-time.ts';
import type { Stage } from '../stage/stage.ts';
import { dice } from './dice.ts';

export type Line = { readonly time: string; readonly ftime: string; readonly context: string; readonly status: string; readonly statusCode: string };

const PLACES = ['菜鸟驿站(花园路店)', '兔喜生活阳光店', '丰巢智能柜3号', '南门妈妈驿站'] as const;

/** Where a number lies and under which code, once it does; and how far it has come. */
function trackOf(stage: Stage, number: string): { readonly place: string; readonly code: string; readonly steps: number } {
  const chance = dice('track', stage.seed, number);
  const code = `${1 + chance.below(9)}-${1 + chance.below(9)}-${chance.digits(4)}`;
  return { code, place: PLACES[chance.below(PLACES.length)] as string, steps: 2 + chance.below(3) };
}

/** The parcel of the day whose track tells this code at this place, under its own number or the one that it was converted to; null where none does. */
export function lyingAt(stage: Stage, place: string, code: string): string | null {
  const numbers = stage.sql<{ number: string; own: string }>('SELECT number, number AS own FROM orders UNION ALL SELECT number, original FROM conversions').all();
  return numbers.find(({ number }) => {
    const track = trackOf(stage, number);
    return track.place === place && track.code === code;
  })?.own ?? null;
}

const DAY = 86_400_000;
/** The track of a number, newest first: the same in every world of a seed, and on each day that a world is used. */
export function linesOf(stage: Stage, number: string): Line[] {
  const { place, code, steps: known } = trackOf(stage, number);
  const steps: readonly (readonly [string, string])[] = [
    ['103', '快递员已揽收'],
    ['1002', '快件已发往转运中心'],
    ['501', `您的快件已存放至【${place}】,请凭取件码【${code}】及时取件`],
    ['304', '已从驿站取出,感谢使用'],
  ];
  const first = stage.kept.number('day-start', 0);
  const start = first + Math.floor((stage.now() - first) / DAY) * DAY;
  return steps
    .slice(0, known)
    .map(([statusCode, context], i) => {
      const time = new Date(start + i * 3_600_000 + CHINA_TIME).toISOString().slice(0, 19).replace('T', ' ');
      return { time, ftime: time, context, status: '', statusCode };
    })
    .toReversed();
}
