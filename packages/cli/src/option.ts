// How options and operands are declared, and the types of the values that a stage gets for them.
import type { Kind } from "./kind.ts";
import type { Problem } from "@flowlogs/base/problem";

/** An option; its name is its key in the definition. */
export interface Option {
  readonly kind: Kind<unknown> | "switch";
  /** One letter. */
  readonly short?: string;
  /** A text that the kind parses. */
  readonly default?: string;
  /** The value of the option without one; a value must then be attached with `=`. */
  readonly bare?: string;
  readonly brief: string;
  /** May be repeated, and the values come as an array. Otherwise its kind joins them, or all must be the same. */
  readonly many?: true;
  /**
   * What may set it beside the command line. "variable": an environment variable; "user": also the user's configuration file;
   * "project": also a project's, which may come from somebody else: no option that changes what a question means, sends data
   * or asks elsewhere, or writes a file.
   */
  readonly config?: "variable" | "user" | "project";
  /** Few need it: --help leaves it to --help=all, so that it fits a screen. */
  readonly rare?: true;
}

/** An argument that is not an option. */
export interface Operand {
  readonly kind: Kind<unknown>;
  readonly brief: string;
  readonly required?: true;
  readonly many?: true;
  /** The option that replaces this operand: if it is given, words go to the next operand. */
  readonly unless?: string;
  /** The options with each of which this operand may be left out, and whether a word is then this operand and not the next one. */
  readonly optional?: { readonly with: readonly string[]; readonly when: (text: string) => boolean };
  /** Whether a word may be this operand; otherwise it goes to the next one. */
  readonly when?: (text: string) => boolean;
}

export type Options = Readonly<Record<string, Option>>;
export type Operands = Readonly<Record<string, Operand>>;

/** The value that an option or operand has once its text is parsed. */
export type Parsed<Item> = Item extends { kind: { parse(text: string): infer Result } }
  ? Exclude<Result, Problem>
  : boolean;
type OptionValue<Item> = Item extends { many: true } ? readonly Parsed<Item>[] : Parsed<Item>;
type AlwaysGiven = { kind: "switch" } | { default: string } | { required: true; unless?: never } | { many: true };
type Required<Items> = {
  readonly [Name in keyof Items as Items[Name] extends AlwaysGiven ? Name : never]: OptionValue<Items[Name]>;
};
type Optional<Items> = {
  readonly [Name in keyof Items as Items[Name] extends AlwaysGiven ? never : Name]?:
    OptionValue<Items[Name]> | undefined;
};

/** The values that a stage gets for the definition's options and operands; optional where there is no default. */
export type Values<Of, And = unknown> = Required<Of> & Optional<Of> & Required<And> & Optional<And>;
