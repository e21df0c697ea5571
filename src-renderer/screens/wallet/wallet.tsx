export function Wallet(): null {
  return null;
}
