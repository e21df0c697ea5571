import { SaxesParser } from 'saxes';
import { StationError } from '../../src-shared/errors/codes.ts';

export type XmlSteps = {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
};

/**
 * Reads XML as it arrives. Prefixes are dropped: writers differ in them. Entities that a document declares for itself are
 * an error here, so nothing can be blown up by them. Throws StationError `list-damaged`.
 */
export function readXml(steps: XmlSteps): (piece: Uint8Array, last: boolean) => void {
  const parser = new SaxesParser();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const { text, close } = steps;
  parser.on('error', (error) => {
    throw new StationError('list-damaged', error.message.slice(0, 80));
  });
  parser.on('opentag', ({ name, attributes }) => steps.open(local(name), attributes));
  if (text) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  if (close) parser.on('closetag', ({ name }) => close(local(name)));
  return (piece, last) => {
    parser.write(decoder.decode(piece, { stream: !last }));
    if (last) parser.close();
  };
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
