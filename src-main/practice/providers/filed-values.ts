/** What the variables of filed templates may be, at any vendor. */
export const COURIER = /^[\u4e00-\u9fa5A-Z]{2,10}$/;
export const NUMBER = /^[A-Z0-9]{8,24}$/;
export const PLACE = /^[^\n【】]{1,60}$/u;
export const CODE = /^[\p{L}\p{N} #-]{1,40}$/u;
