/**
 * A message as it is to be sent. Some providers take the whole text, others fill in their own copy of a template: `values`
 * are its variables in the order of the template, and `template` is the account API's name for it, under which a provider's
 * settings have the code that it is filed as (`settings.templates`).
 */
export type Message = {
  readonly template: string;
  /** 签名, without its brackets. */
  readonly signature: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
  /** Signature and all, word for word as it is filed. */
  readonly text: string;
};
