/** Thrown where an expression cannot be used, and caught by those who check one. */
export class Flaw extends Error {
  /** Offset in the text, from 0. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.name = 'Flaw';
    this.position = position;
  }
}

export function isFlaw(error: unknown): error is Flaw {
  return error instanceof Flaw;
}
