/**
 * Words that make a text a promotion, whatever its template says. A notification that carries one, in its template or in a value, is
 * refused: 通知 and 推广 are never mixed (product.md). The gateways' reviewers look for the same words.
 */
const PROMOTION = /优惠|促销|折扣|打折|特价|满减|满\d+减|立减|红包|领券|优惠券|抢购|秒杀|团购|清仓|大促|限时(?:抢|特|优|折|秒)|福利(?!院)|免费领|赠品|会员日|双十一|点击购买|下单享/u;

/** A visible way out: 拒收请回复R, 回T退订, 退订回TD. Source: facts/providers.md, SMS. */
const OPT_OUT = /(?:拒收|退订)请?回复?(?:R|T|TD|N)(?![A-Z])|回复?(?:R|T|TD|N)(?:拒收|退订)/u;

const plain = (text: string): string => text.normalize('NFKC').replace(/[\s\p{P}]/gu, '').toUpperCase();

/** Whoever gets a second code has to see which one counts. */
export const saysItCorrects = (text: string): boolean => /更正|更改|勘误/u.test(text);
export const soundsLikePromotion = (text: string): boolean => PROMOTION.test(plain(text));
export const offersOptOut = (text: string): boolean => OPT_OUT.test(plain(text));
/** Whether the recipient's own number, in groups or not, stands in the text. It is kept for months, where no phone belongs. */
export const namesPhone = (text: string, phone: string): boolean => phone.length >= 7 && text.normalize('NFKC').replace(/[\s\p{P}]/gu, '').includes(phone);
