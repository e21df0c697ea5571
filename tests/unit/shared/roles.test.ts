import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROLES, ROOMS, roomsFor, type Role } from '../../../src-shared/domain/roles.ts';

describe('who has which room', () => {
  test.each<readonly [readonly Role[], readonly string[]]>([
    [['packer'], ['desk', 'settings']],
    [['supervisor'], ['desk', 'batch', 'messages', 'exceptions', 'reports', 'settings']],
    [['merchant'], ['desk', 'batch', 'wallet', 'settings']],
    [['packer', 'supervisor', 'merchant'], ['desk', 'batch', 'messages', 'exceptions', 'reports', 'wallet', 'settings']],
    [[], ['desk', 'settings']],
  ])('%j', (roles, rooms) => {
    expect(roomsFor(roles, false)).toEqual(rooms);
  });

  test('the practice sheet is there in practice only', () => {
    expect(roomsFor(['packer'], true)).toEqual(['desk', 'practice', 'settings']);
    for (const role of ROLES) expect(roomsFor([role], false)).not.toContain('practice');
  });

  test('another role never takes a room away, and rooms keep the order of the rail', () => {
    fc.assert(
      fc.property(fc.subarray([...ROLES]), fc.constantFrom(...ROLES), fc.boolean(), (roles, more, practice) => {
        const rooms = roomsFor(roles, practice);
        const wider = roomsFor([...roles, more], practice);
        expect(wider).toEqual(expect.arrayContaining(rooms));
        expect(wider).toEqual(ROOMS.filter((room) => wider.includes(room)));
      }),
    );
  });
});
