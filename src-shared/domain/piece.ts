/** 一单多件: one of an order's pieces, counted from 1. */
export type Piece = { readonly number: number; readonly of: number };
