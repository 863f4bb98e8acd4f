// The tokens of a query, one after the other, and the messages about those that cannot stand where they are.
import { type QueryPlace, QueryRefusal } from "./refusal.ts";

/** `key`: a name in back-ticks; `period`: `5m`. The text of what is quoted is without its quotes. */
export interface QueryToken extends QueryPlace {
  readonly kind: "word" | "key" | "text" | "regex" | "number" | "period" | "symbol" | "end";
  readonly text: string;
}

export class Reader {
  readonly query: string;
  readonly #tokens: readonly QueryToken[];
  #at = 0;

  constructor(query: string, tokens: readonly QueryToken[]) {
    this.query = query;
    this.#tokens = tokens;
  }

  get next(): QueryToken {
    return this.#tokens[this.#at] ?? this.#end;
  }

  /** The one after the next. */
  get following(): QueryToken {
    return this.#tokens[this.#at + 1] ?? this.#end;
  }

  get previous(): QueryToken | undefined {
    return this.#tokens[this.#at - 1];
  }

  get #end(): QueryToken {
    return this.#tokens.at(-1) ?? { kind: "end", text: "", from: 0, to: 1 };
  }

  take(): QueryToken {
    const { next } = this;
    this.#at++;
    return next;
  }

  /** Whether the next token is this symbol, or this word in any case. */
  is(...texts: readonly string[]): boolean {
    return isToken(this.next, texts);
  }

  isFollowing(...texts: readonly string[]): boolean {
    return isToken(this.following, texts);
  }

  accept(...texts: readonly string[]): QueryToken | undefined {
    return this.is(...texts) ? this.take() : undefined;
  }

  /** Throws QueryRefusal where another token is next; `what`: what is expected. */
  expect(text: string, what = `"${text}"`): QueryToken {
    return this.accept(text) ?? this.missing(what);
  }

  /** The place from a token to the last one that was taken. */
  since(from: number): QueryPlace {
    return { from, to: this.previous?.to ?? from };
  }

  /** Throws QueryRefusal: something else should be next. */
  missing(what: string): never {
    const { next, previous } = this;
    const after = previous === undefined ? "" : ` after "${previous.text}"`;
    if (next.kind === "end" || next.text === "|") this.refuse(next, `expected ${what}${after}`);
    this.refuse(next, `expected ${what}${after}, not "${this.query.slice(next.from, next.to)}"`);
  }

  refuse(place: QueryPlace, problem: string, advice?: string): never {
    throw new QueryRefusal(this.query, place, problem, advice);
  }
}

function isToken({ kind, text }: QueryToken, texts: readonly string[]): boolean {
  return (kind === "symbol" || kind === "word") && texts.includes(text.toLowerCase());
}
