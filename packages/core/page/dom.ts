// Makes elements. Texts are always text nodes, never markup.

interface Properties {
  readonly class?: string;
  /** Attributes by their names. */
  readonly [attribute: string]: string | undefined;
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(properties)) {
    if (value !== undefined) made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

/** A button, which is neither pressed nor not unless `pressed` says so. */
export function button(label: string, press: () => void, pressed?: boolean): HTMLButtonElement {
  const made = element("button", { type: "button" }, label);
  if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
  made.addEventListener("click", press);
  return made;
}
