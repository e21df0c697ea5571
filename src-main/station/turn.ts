/** Between two portions: the process hears scans, answers and windows. */
export const turn = (): Promise<void> => new Promise((go) => setImmediate(go));
