// Expressions and lists that configuration files give a name.

/** A text that has a name, and where it was written. */
export interface NamedText {
  readonly text: string;
  readonly origin: string;
  /** Another file gives the same name to something else. */
  readonly rival?: string | undefined;
}

export interface NamedTexts {
  readonly expressions: ReadonlyMap<string, NamedText>;
  /** One entry a line. */
  readonly lists: ReadonlyMap<string, NamedText>;
}

export const noNames: NamedTexts = { expressions: new Map(), lists: new Map() };
