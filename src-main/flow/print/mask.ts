/*
 * What of a recipient may stand on paper: stricter than on a screen. At least six digits of the phone, one character of
 * the name and the room are hidden, for a slip leaves with the parcel and lies in the waste at its end. Each takes the plain
 * text or one that is masked already, and shows no more of it than was there.
 */

/** 138******34, of 13812341234 or 138****1234. Of anything shorter than a mobile number nothing is shown. */
export function phoneOnPaper(phone: string): string {
  return phone.length < 11 ? '****' : `${phone.slice(0, 3)}${'*'.repeat(phone.length - 5)}${phone.slice(-2)}`;
}

/** 张**: the first character, one star for one hidden character and two for more. A name of one character is hidden whole. */
export function nameOnPaper(name: string): string {
  const characters = [...name.trim()];
  if (characters.length < 2) return '*'.repeat(characters.length);
  return `${characters[0]}${'*'.repeat(Math.min(2, characters.length - 1))}`;
}

/** Numbers of houses, buildings, floors and rooms, in digits, Chinese or with a letter. Places are what is left. */
const HOUSE_NUMBERS = /[0-9０-９][0-9０-９A-Za-z#*\-—~]*|[A-Za-z]+(?=[号楼室房户栋幢座层])|[零〇一二三四五六七八九十百两甲乙丙丁]+(?=[号楼室房户栋幢座层单])/gu;

/** 浙江省 杭州市 西湖区 文三路 *号 *幢 *室: every number of a house or a room is hidden. */
export function addressOnPaper(address: string): string {
  return address.trim().replace(HOUSE_NUMBERS, '*');
}
