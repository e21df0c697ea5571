import type { Parcel } from '../../../src-shared/contract/parcels.ts';
import type { Dice } from './dice.ts';

const FAMILY = ['张', '李', '王', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '马', '朱', '胡', '林'] as const;
const GIVEN = ['练习一', '练习二', '练习三', '小样', '大样', '试单', '样例', '示范'] as const;
const REGIONS = ['上海市 浦东新区', '江苏省 苏州市', '浙江省 杭州市', '广东省 深圳市', '四川省 成都市', '湖北省 武汉市', '河南省 郑州市', '陕西省 西安市', '福建省 厦门市', '山东省 青岛市'] as const;
const GOODS = ['棉麻抱枕', '玻璃水杯', '中性笔 12 支', '折叠收纳箱', '儿童雨靴', '香薰蜡烛', '不锈钢汤勺', '羊毛袜 3 双', '台灯', '帆布包', '旧版字典', '苹果 5 斤', '登山杖', '硅胶铲', '桌面日历'] as const;

/**
 * A recipient that nobody can be: the name says practice, and every phone is 1990000 and the parcel's own four digits.
 * `at` is the parcel's place in the day, 0 to 9999, so that no two share a phone.
 */
export function recipient(dice: Dice, at: number): Parcel['recipient'] {
  return { name: dice.pick(FAMILY) + dice.pick(GIVEN), phone: `1990000${String(at).padStart(4, '0')}`, region: dice.pick(REGIONS) };
}

export function items(dice: Dice): Parcel['items'] {
  return dice
    .shuffle(GOODS)
    .slice(0, 1 + dice.below(3))
    .map((name) => ({ name, quantity: 1 + dice.below(4) }));
}
