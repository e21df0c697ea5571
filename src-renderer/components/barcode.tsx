import JsBarcode from 'jsbarcode';
import { useEffect, useRef, type ReactElement } from 'react';

/** Code 128 as an image of lines: sharp on paper and readable from a screen, black on white in every theme. */
export function Barcode({ text }: { readonly text: string }): ReactElement {
  const image = useRef<SVGSVGElement>(null);
  useEffect(() => {
    if (!image.current) return;
    try {
      // The quiet zone of ten modules on both sides is part of the code: without it scanners miss.
      JsBarcode(image.current, text, { format: 'CODE128', displayValue: false, width: 2, height: 64, marginLeft: 20, marginRight: 20, marginTop: 4, marginBottom: 4, background: '#ffffff', lineColor: '#000000' });
    } catch {
      // Code 128 has no Chinese characters: such a row shows its text only.
      image.current.replaceChildren();
    }
  }, [text]);
  return <svg ref={image} className="barcode" role="img" aria-label={text} />;
}
