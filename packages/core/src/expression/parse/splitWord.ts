// Cuts words at the operators in them. A word may hold `/` and `-` (10.0.0.0/8, eni-0a1b, pkt-srcaddr), so that only a
// word made of known fields and numbers is arithmetic; with blanks around the operators it always is.
import { findFunction } from "../functions/registry.ts";
import { type Cursor, peek } from "./cursor.ts";
import { parseDecimal } from "../decimal.ts";
import { isKnownEverywhere, isNameShaped, pseudoFields } from "../knownNames.ts";
import type { Token } from "./token.ts";

/** Cuts the word at the cursor, where a value begins, if it is arithmetic; with `hasNames` any names may be in it. */
export function cutOperand(cursor: Cursor, hasNames = false): void {
  const token = peek(cursor);
  if (token.kind !== "word" || isAtom(token.text, cursor)) return;
  const pieces = piecesOf(token.text);
  if (pieces !== undefined && isArithmetic(pieces, token, cursor, hasNames)) replace(cursor, pieces);
}

/** Cuts an operator off the word at the cursor, where an operator may be. */
export function cutOperator(cursor: Cursor): void {
  const token = peek(cursor);
  if (token.kind !== "word" || token.text.length === 1 || !/^[+*/%^-]/.test(token.text)) return;
  replace(cursor, [token.text.charAt(0), token.text.slice(1)]);
}

const piecePattern =
  /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:(?:Ki|Mi|Gi|Ti|Pi|[kKMGTP])B?)?(?![\p{L}\p{N}_.])|[\p{L}_@$][\p{L}\p{N}_@$.-]*|[+*/%^-]/uy;

/** Numbers, names and operators, if that is all there is. */
function piecesOf(word: string): readonly string[] | undefined {
  const pieces: string[] = [];
  piecePattern.lastIndex = 0;
  while (piecePattern.lastIndex < word.length) {
    const piece = piecePattern.exec(word)?.[0];
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces;
}

/** Values with operators between, perhaps a sign before a value. */
function isArithmetic(pieces: readonly string[], token: Token, cursor: Cursor, hasNames: boolean): boolean {
  let wantsValue = true;
  for (const [index, piece] of pieces.entries()) {
    const isOperator = /^[+*/%^-]$/.test(piece);
    if (isOperator && wantsValue) {
      // A sign: the one at the front, or after an operator.
      const before = pieces[index - 1];
      if (piece !== "-" || before === "-") return false;
    } else if (isOperator) {
      wantsValue = true;
      // 1-1023 is a range, 2016-05-21 a day.
      if (piece === "-" && parseDecimal(pieces[index + 1] ?? "") !== undefined) return false;
    } else if (
      !wantsValue ||
      !(
        isAtom(piece, cursor) ||
        (hasNames && isNameShaped(piece)) ||
        isCalled(piece, index === pieces.length - 1, token, cursor)
      )
    ) {
      return false;
    } else wantsValue = false;
  }
  return pieces.length > 1 && (!wantsValue || /^[(`]/.test(cursor.text.charAt(token.to)));
}

function isAtom(word: string, cursor: Cursor): boolean {
  if (parseDecimal(word) !== undefined) return true;
  // What spells a field may have a dash in front, which is a sign here.
  if (word.startsWith("-")) return false;
  if (isKnownEverywhere(word) || pseudoFields(word) !== undefined) return true;
  return cursor.options.known?.includes(word) === true;
}

/** The last piece may be a function whose parenthesis comes next. */
function isCalled(piece: string, isLast: boolean, token: Token, cursor: Cursor): boolean {
  return isLast && cursor.text.charAt(token.to) === "(" && findFunction(piece) !== undefined;
}

function replace(cursor: Cursor, pieces: readonly string[]): void {
  const token = peek(cursor);
  let { from } = token;
  const tokens = pieces.map((text): Token => {
    const piece: Token = { ...token, text, from, to: from + text.length };
    from = piece.to;
    return piece;
  });
  cursor.tokens.splice(cursor.at, 1, ...tokens);
}
