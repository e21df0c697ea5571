import type { Dice } from '../../src-main/practice/day/dice.ts';
import type { Step } from './recording.ts';

const SECTOR = 512;

type Change = Extract<Step, { kind: 'wrote' | 'truncated' }>;
type Inode = { durable: Bytes; pending: Change[] };
type Entry = { readonly name: string; readonly inode: Inode | null };

/**
 * A disk without mercy. What a completed fsync of a file covered is durable; every later write and truncation is dropped,
 * kept or torn into 512-byte sectors, each by itself and in no order. That a file exists, or is gone, is durable once the
 * folder was synced; before that each creation and removal is kept or dropped, whatever was synced in the file itself.
 */
export function createDisk() {
  const open = new Map<number, Inode | null>();
  /** As running programs see the folder, as it is for certain, and what was done to it since. */
  const current = new Map<string, Inode>();
  const durable = new Map<string, Inode>();
  const pending: Entry[] = [];

  function add(step: Step): void {
    switch (step.kind) {
      case 'created':
      case 'opened': {
        if (step.name === '') return void open.set(step.fd, null);
        let inode = current.get(step.name);
        if (!inode) {
          inode = { durable: bytes(), pending: [] };
          current.set(step.name, inode);
          pending.push({ name: step.name, inode });
        }
        return void open.set(step.fd, inode);
      }
      case 'closed':
        return void open.delete(step.fd);
      case 'wrote':
      case 'truncated':
        return void open.get(step.fd)?.pending.push(step);
      case 'synced': {
        const inode = open.get(step.fd);
        if (inode) for (const change of inode.pending.splice(0)) apply(inode.durable, change);
        else if (inode === null) for (const entry of pending.splice(0)) enter(durable, entry);
        return;
      }
      case 'unlinked':
        current.delete(step.name);
        return void pending.push({ name: step.name, inode: null });
      case 'answered':
    }
  }

  /** What is found after a power cut now. Shared memory files are not looked for: SQLite builds them again. */
  function image(chance: Dice): Map<string, Buffer> {
    const fate = FATES[chance.below(FATES.length)] as Fate;
    const names = new Map(durable);
    for (const entry of pending) if (keeps(fate, chance) !== 'dropped') enter(names, entry);
    const found = new Map<string, Buffer>();
    for (const [name, inode] of names) {
      if (name.endsWith('-shm')) continue;
      const content = copyOf(inode.durable);
      for (const change of inode.pending) {
        const kept = keeps(fate, chance);
        if (kept === 'kept' || (kept === 'torn' && change.kind === 'truncated')) apply(content, change);
        else if (kept === 'torn' && change.kind === 'wrote') tear(content, change, chance);
      }
      found.set(name, content.data.subarray(0, content.size));
    }
    return found;
  }

  /** Something would be at stake if the power went now. */
  const isUnsynced = (): boolean => pending.length > 0 || [...current].some(([name, inode]) => !name.endsWith('-shm') && inode.pending.length > 0);

  return { add, image, isUnsynced };
}

/** Each cut has one of these: all that was not synced is lost, nothing is, or the dice fall for each piece. */
const FATES = ['dropped', 'kept', 'mixed', 'mixed'] as const;
type Fate = (typeof FATES)[number];
const MIXED = ['dropped', 'kept', 'torn'] as const;
const keeps = (fate: Fate, chance: Dice): (typeof MIXED)[number] => (fate === 'mixed' ? chance.pick(MIXED) : fate);

function enter(names: Map<string, Inode>, { name, inode }: Entry): void {
  if (inode) names.set(name, inode);
  else names.delete(name);
}

/** A file's content that can grow. */
type Bytes = { data: Buffer; size: number };
const bytes = (): Bytes => ({ data: Buffer.alloc(0), size: 0 });
const copyOf = ({ data, size }: Bytes): Bytes => ({ data: Buffer.from(data.subarray(0, size)), size });

function apply(content: Bytes, change: Change): void {
  if (change.kind === 'wrote') return put(content, change.offset, change.data);
  if (change.size > content.size) put(content, change.size, Buffer.alloc(0));
  content.data.fill(0, change.size, content.size);
  content.size = change.size;
}

function put(content: Bytes, offset: number, data: Buffer): void {
  const end = offset + data.length;
  if (end > content.data.length) content.data = Buffer.concat([content.data, Buffer.alloc(Math.max(end * 2, 65_536) - content.data.length)]);
  data.copy(content.data, offset);
  content.size = Math.max(content.size, end);
}

/** Some of the sectors that a write touches reach the disk, others keep what they had. */
function tear(content: Bytes, { offset, data }: Extract<Change, { kind: 'wrote' }>, chance: Dice): void {
  for (let from = 0; from < data.length; ) {
    const to = Math.min(data.length, (Math.floor((offset + from) / SECTOR) + 1) * SECTOR - offset);
    if (chance.below(2) === 0) put(content, offset + from, data.subarray(from, to));
    from = to;
  }
}
