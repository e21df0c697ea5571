export function SettingsRoom(): null {
  return null;
}
