import { describe, expect, it } from 'vitest';
import { isOwnPage } from '../../../src-main/bridge/own-page.ts';

describe('who may ask the main process', () => {
  it.each([
    ['station://app/index.html', 'station://app', true],
    ['station://app/index.html?x=1#y', 'station://app', true],
    ['http://localhost:5173/', 'http://localhost:5173', true],
    ['station://other/index.html', 'station://app', false],
    ['http://localhost:5174/', 'http://localhost:5173', false],
    ['https://localhost:5173/', 'http://localhost:5173', false],
    // The origin of each of these is "null", as that of our own scheme is.
    ['data:text/html,x', 'station://app', false],
    ['file:///etc/passwd', 'station://app', false],
    ['about:blank', 'station://app', false],
    ['', 'station://app', false],
  ])('%s for %s: %s', (address, page, is) => {
    expect(isOwnPage(address, page)).toBe(is);
  });
});
