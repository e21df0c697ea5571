import { useEffect, useState } from 'react';

/** Whether something has lasted for so many ms. */
export function useAfter(ms: number, lasts: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!lasts) return;
    const timer = setTimeout(() => setLong(true), ms);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [ms, lasts]);
  return lasts && long;
}
