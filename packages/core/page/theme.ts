// Light and dark: what the system prefers, until the reader switches.
import { button } from "./dom.ts";

/** A switch, which calls `changed` when colours are other than before. */
export function themeSwitch(changed: () => void): HTMLElement {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = (): boolean => (root.dataset["theme"] ?? (system.matches ? "dark" : "light")) === "dark";
  const made = button(
    "Dark",
    () => {
      root.dataset["theme"] = isDark() ? "light" : "dark";
      update();
    },
    isDark(),
  );
  function update(): void {
    made.setAttribute("aria-pressed", String(isDark()));
    changed();
  }
  system.addEventListener("change", update);
  return made;
}
