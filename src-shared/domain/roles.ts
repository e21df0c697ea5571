/** Roles of an account's user; they decide which rooms exist. */
export const ROLES = ['packer', 'supervisor', 'merchant'] as const;
export type Role = (typeof ROLES)[number];

/** 扫描台 批量 消息 异常 报表 钱包 练习单 设置, in the order of the rail. */
export const ROOMS = ['desk', 'batch', 'messages', 'exceptions', 'reports', 'wallet', 'practice', 'settings'] as const;
export type Room = (typeof ROOMS)[number];

/** The rooms a user has. The practice sheet exists in practice mode only. */
export function roomsFor(roles: readonly Role[], practice: boolean): Room[] {
  const has = (role: Role): boolean => roles.includes(role);
  return ROOMS.filter((room) => {
    // The merchant authorises stores there.
    if (room === 'batch') return has('supervisor') || has('merchant');
    if (room === 'messages' || room === 'exceptions' || room === 'reports') return has('supervisor');
    if (room === 'wallet') return has('merchant');
    if (room === 'practice') return practice;
    return true;
  });
}
