/** What one line of a track tells of a pickup place. Couriers write them freely: what is not found is null, never guessed. */
export type Pickup = { readonly place: string | null; readonly code: string | null };

/** 取件码 and what couriers call it, with what stands between; `凭` is "on the strength of". Never a phone number. */
const CODE = /(?:取件码|取货码|提货码|取件密码|自提码|凭码|凭)\s*(?:为|是|[:：])?\s*[【[「“"]?\s*([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/g;
const PLACES = [
  /已(?:由|被)(?:【|「)?([^，,。；;】」【]+?)(?:】|」)?代(?:收|为保管)/,
  /(?:已|快件|包裹|您的快件)?(?:(?:存放|暂存|暂放|投递|投放|投柜|放置|放)(?:至|到|在|于)|送达(?:至|到)?)(?:【|「)?([^，,。；;】」【]+?)(?:】|」)?(?=[，,。；;】」]|请|凭|取件|$)/,
  /(?:到达|抵达|入库|前往|到)(?:【|「)?([^，,。；;】」【]*?(?:驿站|快递柜|丰巢柜?|自提点|自提柜|代收点|代理点|便利店|超市|门卫|服务站|妈妈驿站|兔喜))(?:】|」)?/,
  /【([^】]*(?:驿站|快递柜|丰巢|自提点|自提柜|代收点|代理点|服务站)[^】]*)】/,
];
/** Words without which a delivery under way is no arrival at a pickup place. */
const ARRIVAL = /驿站|快递柜|智能柜|丰巢|自提|代收|取件码|取货码|提货码/;
const LONGEST_PLACE = 60;
const PHONE = /1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|(?:400|800)-?\d{3}-?\d{4}/;

export const tellsArrival = (text: string): boolean => ARRIVAL.test(text);

export function pickupIn(text: string): Pickup {
  return { place: placeIn(text), code: codeIn(text) };
}

function codeIn(text: string): string | null {
  const codes = [...text.matchAll(CODE)].map(([, code]) => code ?? '');
  return codes.find((code) => /\d/.test(code) && code.length >= 3 && code.length <= 16 && !PHONE.test(code)) ?? null;
}

function placeIn(text: string): string | null {
  for (const pattern of PLACES) {
    const place = pattern.exec(text)?.[1]?.trim();
    if (place && place.length >= 2 && place.length <= LONGEST_PLACE && !PHONE.test(place)) return place;
  }
  return null;
}
