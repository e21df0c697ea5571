/** A refusal by the account API: RFC 9457, with a code that stays the same between releases. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail?: string) {
    super(detail ?? code);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** The problem document as text. */
export function problemText({ status, code, message }: Refusal): string {
  return JSON.stringify({ type: `urn:jingbus:problem:${code}`, title: code, status, code, ...(message === code ? {} : { detail: message }) });
}
