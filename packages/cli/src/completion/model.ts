// What can be completed, from the definitions of commands: the same for every shell.

import type { Reference } from "@flowlogs/base/topic";
import { commonOptions } from "../commonOptions.ts";
import type { Command, Option } from "../define.ts";
import type { Kind } from "../kind.ts";
import { wordOf } from "./word.ts";

/** A command with what its help refers to. */
export interface Documented {
  readonly command: Command;
  readonly reference: Reference;
}

/** The words of each topic. */
export type TopicWords = Readonly<Record<string, readonly string[]>>;

/** What a value may be. */
export interface CompletedValue {
  readonly placeholder: string;
  /** Words that it is, or that it is made of. */
  readonly words: readonly string[];
  /** The topic that the words are of; every command has the same. */
  readonly topic?: string;
  /** It is made of words with other signs between them, such as a list or an expression. */
  readonly isComposed: boolean;
  readonly isFile: boolean;
}

export interface CompletedOption {
  readonly name: string;
  readonly short?: string;
  readonly brief: string;
  /** Undefined for a switch. */
  readonly value?: CompletedValue;
  /** A value must be attached with `=`. */
  readonly isOptionalValue: boolean;
}

/** All that a shell knows of a command. */
export interface CompletedCommand {
  readonly name: string;
  /** The name as a word after `flowlogs`. */
  readonly word: string;
  readonly brief: string;
  readonly options: readonly CompletedOption[];
  readonly operands: readonly CompletedValue[];
}

const file: CompletedValue = { placeholder: "FILE", words: [], isComposed: false, isFile: true };

export function completed({ command, reference }: Documented): CompletedCommand {
  const { name, brief, options, operands, reads } = command;
  const valueOf = (kind: Kind<unknown>): CompletedValue => completedValue(kind, reference);
  const optionOf = ([long, option]: [string, Option]): CompletedOption => ({
    name: long,
    ...(option.short === undefined ? {} : { short: option.short }),
    brief: option.brief,
    ...(option.kind === "switch" ? {} : { value: long === "help" ? helpValue(reference) : valueOf(option.kind) }),
    isOptionalValue: option.bare !== undefined,
  });
  return {
    name,
    word: wordOf(name),
    brief,
    options: Object.entries<Option>({ ...options, ...commonOptions }).map(optionOf),
    operands: [...Object.values(operands).map(({ kind }) => valueOf(kind)), ...(reads === "records" ? [file] : [])],
  };
}

/** The topics that commands have. */
export function topicNames(commands: readonly Documented[]): readonly string[] {
  return [...new Set(commands.flatMap(({ reference }) => reference.topics.map(({ name }) => name)))];
}

function completedValue(kind: Kind<unknown>, { topics }: Reference): CompletedValue {
  const { placeholder, choices, samples = [], topic: name, isFile = false } = kind;
  const topic = choices === undefined ? topics.find((it) => it.name === name) : undefined;
  return {
    placeholder,
    words: [...(choices ?? samples), ...(topic?.words ?? [])],
    ...(topic === undefined ? {} : { topic: topic.name }),
    isComposed: topic !== undefined || placeholder.endsWith(",..."),
    isFile,
  };
}

function helpValue({ topics }: Reference): CompletedValue {
  const words = ["all", "json", ...topics.map(({ name }) => name)];
  return { placeholder: "TOPIC", words, isComposed: false, isFile: false };
}
