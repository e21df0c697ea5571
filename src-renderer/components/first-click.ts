/** For a button in whose place another thing may stand a moment later: the second click of a double click was not meant for that. A key counts none. */
export const firstClick =
  (act: () => void) =>
  ({ detail }: { readonly detail: number }): void => {
    if (detail <= 1) act();
  };
