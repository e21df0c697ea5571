import { useCallback, useState, type ReactElement, type ReactNode } from 'react';

type OverAllProps = { readonly className: string; readonly testId: string; readonly name?: string; readonly onCancel: () => void; readonly children: ReactNode };

/** A dialog over everything: what is behind it can be neither pressed nor focused, and Esc leaves it. */
export function OverAll({ className, testId, name, onCancel, children }: OverAllProps): ReactElement {
  // What is inside asks for the focus once it is open; a closed dialog can't have it.
  const [open, setOpen] = useState(false);
  const show = useCallback((dialog: HTMLDialogElement | null) => {
    dialog?.showModal();
    setOpen(true);
    // While it is still in the page: whatever had the focus before, the scan surface or the list's search, has it again.
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={show} className={className} data-testid={testId} data-overlay={name} onCancel={onCancel}>
      {open ? children : null}
    </dialog>
  );
}
