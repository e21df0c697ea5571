export function Practice(): null {
  return null;
}
