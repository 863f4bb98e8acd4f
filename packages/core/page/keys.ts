// The chart by keys: arrows move along its values, + and - zoom, Escape shows all of it.
import type uPlot from "uplot";

interface Actions {
  readonly zoomOut: () => void;
  readonly speak: () => void;
}

/** The part of the times that + leaves. */
const ZOOM = 0.5;

export function reactToKeys(plot: uPlot, frame: HTMLElement, { zoomOut, speak }: Actions): void {
  const times = plot.data[0];
  const last = times.length - 1;
  const moveTo = (index: number): void => {
    const { min, max } = plot.scales["x"] ?? {};
    const [first, end] = [plot.valToIdx(min ?? 0), plot.valToIdx(max ?? 0)];
    const place = Math.max(first, Math.min(end, index));
    plot.setCursor({ left: plot.valToPos(times[place] ?? 0, "x"), top: plot.over.clientHeight / 2 });
    speak();
  };
  const zoom = (factor: number): void => {
    const { min, max } = plot.scales["x"] ?? {};
    const [from, to] = [min ?? 0, max ?? 0];
    const middle = times[plot.cursor.idx ?? -1] ?? (from + to) / 2;
    const [start, end] = [times[0] ?? 0, times[last] ?? 0];
    const next = { min: middle - (middle - from) * factor, max: middle + (to - middle) * factor };
    if (next.min <= start && next.max >= end) zoomOut();
    else plot.setScale("x", { min: Math.max(start, next.min), max: Math.min(end, next.max) });
  };
  const actions: Readonly<Record<string, (at: number) => void>> = {
    ArrowLeft: (at) => moveTo(at - 1),
    ArrowRight: (at) => moveTo(at + 1),
    Home: () => moveTo(0),
    End: () => moveTo(last),
    "+": () => zoom(ZOOM),
    "=": () => zoom(ZOOM),
    "-": () => zoom(1 / ZOOM),
    Escape: zoomOut,
  };
  frame.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action(plot.cursor.idx ?? -1);
  });
  frame.addEventListener("blur", () => plot.setCursor({ left: -10, top: -10 }));
}
