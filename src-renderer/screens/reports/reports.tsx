export function Reports(): null {
  return null;
}
