export function Exceptions(): null {
  return null;
}
