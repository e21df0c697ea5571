import { useState } from 'react';

/**
 * State that begins with `first`, and begins anew where `outside` becomes another. Its component stays as it is, with the focus that is in it: a key in place of this
 * would put up another one.
 */
export function useBegunWith<T>(outside: unknown, first: T): [T, (next: T) => void] {
  const [begun, begin] = useState(outside);
  const [value, setValue] = useState(first);
  if (Object.is(begun, outside)) return [value, setValue];
  begin(outside);
  setValue(first);
  return [first, setValue];
}
