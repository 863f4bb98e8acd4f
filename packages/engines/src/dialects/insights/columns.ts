// What the columns of an answer are called in Logs Insights: letters and digits, a name each.
export class ColumnNames {
  readonly #taken = new Set<string>();

  /** The name itself where it can be one. */
  nameFor(name: string): string {
    const plain = name.replaceAll(/\W+/g, "_").replaceAll(/^_+|_+$/g, "") || "column";
    const stem = /^\d/.test(plain) ? `n_${plain}` : plain;
    let free = stem;
    for (let i = 2; this.#taken.has(free.toLowerCase()); i++) free = `${stem}_${i}`;
    this.#taken.add(free.toLowerCase());
    return free;
  }
}
