import type { Pair } from './by-bytes.ts';

/** A parameter as JSON has it. */
export type Param = string | number | boolean | null | readonly Param[] | { readonly [name: string]: Param };
export type Params = { readonly [name: string]: Param };

/**
 * How TOP, PDD and JD send a parameter: text as it is, numbers and booleans as JSON writes them, lists and objects as
 * compact JSON. null is not sent. Source: PDD Java SDK, PopBaseHttpRequest.setUserParam; TOP and JD take text only.
 */
export function sentPairs(params: Params, except: string): Pair[] {
  return Object.entries(params).flatMap(([name, value]): Pair[] =>
    name === except || value === null ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
  );
}

/**
 * How Aliyun sends a nested parameter: `Tag.1.Key`, lists counted from 1. null is not sent. Source: the flattening of
 * Aliyun's OpenAPI SDK (openapi-util, `query`).
 */
export function flattened(params: Params): Pair[] {
  return Object.entries(params).flatMap(([name, value]) => flat(name, value));
}

function flat(name: string, value: Param): Pair[] {
  if (value === null) return [];
  if (isList(value)) return value.flatMap((item, i) => flat(`${name}.${i + 1}`, item));
  if (typeof value === 'object') return Object.entries(value).flatMap(([inner, item]) => flat(`${name}.${inner}`, item));
  return [[name, String(value)]];
}

const isList = (value: Param): value is readonly Param[] => Array.isArray(value);
