// Whether two files have the same bytes.
import { open, stat } from "node:fs/promises";

const PIECE = 65_536;

export async function isSameFile(left: string, right: string): Promise<boolean> {
  const [{ size }, other] = await Promise.all([stat(left), stat(right)]);
  if (!other.isFile() || size !== other.size) return false;
  const [one, two] = await Promise.all([open(left), open(right)]);
  const [piece, otherPiece] = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)];
  try {
    for (let at = 0; at < size; at += PIECE) {
      await Promise.all([one.read(piece, 0, PIECE, at), two.read(otherPiece, 0, PIECE, at)]);
      if (!piece.equals(otherPiece)) return false;
    }
    return true;
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
}
