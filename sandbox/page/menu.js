// A small menu that opens beside its button: arrow keys walk it, Escape and a click elsewhere close it.
import { h } from "./dom.js";

export function menuButton({ label, entries, props = {}, content }) {
  const button = h(
    "button",
    { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": label, ...props },
    content,
  );
  const holder = h("span", { class: "menu-holder" }, button);
  let close = null;
  button.addEventListener("click", () => {
    if (close) return close();
    close = open(holder, button, entries(), () => {
      close = null;
    });
    return undefined;
  });
  return holder;
}

function open(holder, button, entries, closed) {
  const menu = h("div", { class: "menu", role: "menu", testid: "menu" });
  const outside = (event) => {
    if (!holder.contains(event.target)) shut(false);
  };
  const shut = (refocus) => {
    menu.remove();
    document.removeEventListener("pointerdown", outside);
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
    closed();
  };
  menu.append(...entries.map((entry) => item(entry, shut)));
  menu.addEventListener("keydown", (event) => walk(event, menu, shut));
  button.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside);
  holder.append(menu);
  place(menu);
  menu.firstElementChild?.focus();
  return () => shut(true);
}

function item(entry, shut) {
  const chosen = () => {
    shut(true);
    entry.choose();
  };
  return h("button", { type: "button", role: "menuitem", class: "menu-item", testid: entry.testid, onclick: chosen },
    entry.label, entry.note && h("small", {}, entry.note));
}

function walk(event, menu, shut) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    event.stopPropagation();
    shut(true);
  }
  if (!step) return;
  event.preventDefault();
  const items = [...menu.children];
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
}

function place(menu) {
  const box = menu.getBoundingClientRect();
  if (box.bottom > window.innerHeight - 8) menu.classList.add("above");
  if (box.right > window.innerWidth - 8) menu.classList.add("from-right");
}
