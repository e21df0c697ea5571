/**
 * RFC 3986, 2.3: everything but A-Z a-z 0-9 - _ . ~ becomes the upper-case escapes of its UTF-8. `encodeURIComponent`
 * leaves ! ' ( ) * as they are, and Aliyun does not.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The text of an escaped one, or the text itself where its escapes are none. A plus sign is a plus sign. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `a=1&b=` of pairs in their order. */
export const encodedQuery = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&');
