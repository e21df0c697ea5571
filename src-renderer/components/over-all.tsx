import { useCallback, useEffect, useState, type ReactElement, type ReactNode } from 'react';

type OverAllProps = { readonly className: string; readonly testId: string; readonly name?: string; readonly stays?: boolean; readonly onCancel: () => void; readonly children: ReactNode };

/** A dialog over everything: what is behind it can be neither pressed nor focused, and Esc leaves it, but not while it `stays`. */
export function OverAll({ className, testId, name, stays = false, onCancel, children }: OverAllProps): ReactElement {
  // What is inside asks for the focus once it is open; a closed dialog can't have it.
  const [open, setOpen] = useState(false);
  const show = useCallback((dialog: HTMLDialogElement | null) => {
    dialog?.showModal();
    setOpen(true);
    // While it is still in the page: whatever had the focus before, the scan surface or the list's search, has it again.
    return () => dialog?.close();
  }, []);
  useEffect(() => {
    if (!stays) return undefined;
    window.addEventListener('keydown', withoutEsc, { capture: true });
    return () => window.removeEventListener('keydown', withoutEsc, { capture: true });
  }, [stays]);
  return (
    <dialog ref={show} className={className} data-testid={testId} data-overlay={name} onCancel={onCancel}>
      {open ? children : null}
    </dialog>
  );
}

/** The key itself: where only `cancel` is prevented, a second or third Esc closes the dialog all the same. */
function withoutEsc(event: KeyboardEvent): void {
  if (event.key === 'Escape') event.preventDefault();
}
