import { z } from 'zod';
import { id, roles, text, time } from './values.ts';

export const signIn = z.object({
  account: z.string().min(1).max(64),
  password: z.string().min(1).max(128),
  device: z.object({ id, name: text }),
});

export const tokens = z.object({ accessToken: id, refreshToken: id, expiresAt: time });

export const session = tokens.extend({
  account: z.object({ id, name: text }),
  operator: z.object({ id, name: text }),
  roles,
  mustChangePassword: z.boolean(),
  agreementVersion: text,
  acceptedAgreementVersion: text.nullable(),
});
export type Session = z.infer<typeof session>;

export const refresh = z.object({ refreshToken: id });
/** Six months of shipping depend on it: at least 8 characters and not the old one (the API refuses others with 422 `weak-password`). */
export const newPassword = z.object({ oldPassword: z.string().min(1).max(128), newPassword: z.string().min(8).max(128) });

export const agreement = z.object({
  version: text,
  title: text,
  sections: z.array(z.object({ heading: text, paragraphs: z.array(z.object({ text: z.string().max(20_000), emphasised: z.boolean() })) })),
});
export type Agreement = z.infer<typeof agreement>;
export const acceptance = z.object({ version: text });
export const accepted = z.object({ version: text, acceptedAt: time });
