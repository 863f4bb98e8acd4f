// What the help knows beside commands and options: topics such as the fields and the functions. The command kit prints
// them, as text and in manual pages, and completes words by them; the packages that know of flows write them.

/** Something to read: rows of what one writes and what it means, between prose. */
export interface Topic {
  /** As in `--help=fields`. */
  readonly name: string;
  readonly brief: string;
  readonly sections: readonly TopicSection[];
  /** What completes a value of this topic; a word that ends with `(` wants more. */
  readonly words: readonly string[];
}

interface TopicSection {
  readonly title?: string;
  readonly prose?: string;
  /** What one writes, in one or several ways, and what it means. */
  readonly rows?: readonly (readonly [terms: string | readonly string[], meaning: string])[];
}

/** What a command's help refers to. */
export interface Reference {
  readonly topics: readonly Topic[];
  /** A JSON Schema for each field that a record may have. */
  readonly fields: Readonly<Record<string, object>>;
}
