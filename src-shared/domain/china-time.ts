/** The account's time zone is UTC+8 all year; what is counted and shown must not depend on this machine's setting. */
export const CHINA_TIME = 8 * 3_600_000;

/** The last time of the year 9999 there, UTC ms: what lies behind it is for ever, and can't be shown. */
export const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999) - CHINA_TIME;
