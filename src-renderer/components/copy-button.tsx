import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckIcon, CopyIcon } from './icons.tsx';

/** Copies a text and says so. The window needs no permission: the copy follows a click. */
export function CopyButton({ text, label }: { readonly text: string | (() => Promise<string>); readonly label: string }): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => setCopied(await copyText(typeof text === 'string' ? text : await text()));
  return (
    <button type="button" className="copy" title={`${t('problem.copy')} ${label}`} aria-label={`${t('problem.copy')} ${label}`} onClick={() => void copy()}>
      {copied ? <CheckIcon /> : <CopyIcon />}
    </button>
  );
}

/** The clipboard API needs a permission that a locked-down window refuses; a selection copied by a click does not. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const carrier = document.createElement('textarea');
    carrier.value = text;
    carrier.className = 'copy-carrier';
    const focused = document.activeElement;
    // A dialog takes the focus back from whatever lies outside it.
    (focused?.closest('[role="dialog"]') ?? document.body).append(carrier);
    carrier.select();
    const copied = document.execCommand('copy');
    carrier.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}
