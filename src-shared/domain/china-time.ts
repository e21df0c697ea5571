/** The account's time zone is UTC+8 all year; what is counted and shown must not depend on this machine's setting. */
export const CHINA_TIME = 8 * 3_600_000;
