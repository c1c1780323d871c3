// The loud box that stands wherever the page meets a piece of Block Kit that it does not know.
import { h } from "./dom.js";

export function cannotDraw(type) {
  return h(
    "div",
    { class: "cannot-draw", role: "alert", testid: "cannot-draw" },
    `Slack block this page cannot draw: ${type}`,
  );
}
