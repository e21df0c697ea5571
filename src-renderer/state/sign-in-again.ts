import { create } from 'zustand';

/** 重新登录 lies over the rooms: whatever is typed meanwhile may be a password, and no scan. */
export const useSignInAgain = create<{ readonly open: boolean }>(() => ({ open: false }));

export const openSignIn = (): void => useSignInAgain.setState({ open: true });
export const closeSignIn = (): void => useSignInAgain.setState({ open: false });
export const isSigningIn = (): boolean => useSignInAgain.getState().open;
