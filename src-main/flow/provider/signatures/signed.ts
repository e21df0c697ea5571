/** What a signature was made of and what it is: `canonical` is the exact text that was hashed, `signature` what goes into the header or parameter. */
export type Signed = { readonly canonical: string; readonly signature: string };
