import type { KnownOperator } from './operators.ts';

type Person = { readonly id: string; readonly name: string };

/** How many characters of an id are shown: what it begins with, many share. */
const END = 6;

/** What people are called where they stand side by side, by id: those of one name each with their badge, or with the end of their id where nobody knows that. */
export function toldApart(people: readonly Person[], known: readonly Pick<KnownOperator, 'id' | 'badge'>[]): ReadonlyMap<string, string> {
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const shared = (name: string): boolean => [...names.values()].filter((other) => other === name).length > 1;
  const mark = (id: string): string => known.find((person) => person.id === id)?.badge || id.slice(-END);
  return new Map([...names].map(([id, name]) => [id, shared(name) ? `${name} (${mark(id)})` : name]));
}
