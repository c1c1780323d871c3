// Builds page elements from plain values, and keeps lists of nodes in step with data. Text becomes text nodes only.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "hidden", "inert"]);

export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
  append(node, children);
  return node;
}

export function button(look, testid, onclick, ...content) {
  return h("button", { type: "button", class: look, testid, onclick }, content);
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "testid") node.dataset.testid = value;
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

// Shapes are drawn on a 20 × 20 grid and stroked in the colour of the text around them.
const ICONS = {
  archive: "M3 4h14v4H3zM4 8v8h12V8M8 11h4",
  back: "M12 4 6 10l6 6",
  bolt: "M11 2 4 11h5l-1 7 7-9h-5z",
  chat: "M3 5h14v9H9l-4 3v-3H3z",
  close: "M5 5l10 10M15 5 5 15",
  down: "M10 4v11M5 10l5 5 5-5",
  date: "M3 5h14v12H3zM3 9h14M7 3v4M13 3v4",
  draft: "M4 16l1-4 8-8 3 3-8 8zM11 6l3 3",
  hash: "M8 3 6 17M14 3l-2 14M3 8h14M3 13h14",
  home: "M3 10l7-6 7 6M5 9v7h10V9",
  inbox: "M3 11h4l1 2h4l1-2h4M3 11l2-7h10l2 7v5H3z",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
  mail: "M3 5h14v10H3zM3 6l7 5 7-5",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  pen: "M4 16l1-4 8-8 3 3-8 8z",
  picture: "M3 4h14v12H3zM3 14l4-4 3 3 3-4 4 4M7 7.5h.01",
  reply: "M8 5 3 10l5 5M3 10h8c4 0 6 2 6 6",
  send: "M3 10 17 4l-5 13-3-5z",
  sent: "M3 10 17 4l-5 13-3-5zM9 12l8-8",
  spam: "M7 3h6l4 4v6l-4 4H7l-4-4V7zM10 6.5v4M10 13.5h.01",
  up: "M10 16V5M5 10l5-5 5 5",
  trash: "M4 6h12M8 6V4h4v2M6 6l1 11h6l1-11",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const KEPT = new WeakMap();

// Makes `parent` hold one node per item, in order. A node is left alone while its item's signature is unchanged, so
// that scroll position, focus and half-typed text survive every refresh.
export function keepList(parent, items, { key, signature = JSON.stringify, create, update }) {
  const before = KEPT.get(parent) ?? new Map();
  const after = new Map();
  for (const item of items) {
    const id = key(item);
    after.set(id, keptNode(before.get(id), item, signature(item), create, update));
  }
  for (const [id, old] of before) if (after.get(id)?.node !== old.node) old.node.remove();
  placeInOrder(parent, [...after.values()].map((entry) => entry.node));
  KEPT.set(parent, after);
}

function keptNode(old, item, mark, create, update) {
  if (old && old.mark === mark) return old;
  if (old && update) {
    update(old.node, item);
    return { node: old.node, mark };
  }
  const node = create(item);
  if (old?.node.isConnected) carryFocus(old.node, node, () => old.node.replaceWith(node));
  return { node, mark };
}

function placeInOrder(parent, nodes) {
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

// A control is recognised after a redraw by its `data-focus` name; the text cursor goes back where it was.
function carryFocus(oldRoot, newRoot, swap) {
  const active = document.activeElement;
  const name = oldRoot.contains(active) ? active.dataset.focus : undefined;
  const cursor = name && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  swap();
  if (!name) return;
  const heir = [...newRoot.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === name);
  heir?.focus({ preventScroll: true });
  if (heir && cursor && cursor[0] !== null && "setSelectionRange" in heir) heir.setSelectionRange(...cursor);
}

export function stickToBottom(scroller, change) {
  const gap = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  change();
  const stuck = gap < 48;
  if (stuck) scroller.scrollTop = scroller.scrollHeight;
  return stuck;
}

function initials(name) {
  const words = String(name || "?").split(/[\s@._-]+/).filter(Boolean);
  return words.slice(0, 2).map((word) => word[0].toUpperCase()).join("");
}

export function appFace() {
  return h("span", { class: "avatar app", "aria-hidden": "true" }, icon("mail"));
}

export function avatar(name, id) {
  const tone = [...String(id || name)].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  return h("span", { class: `avatar tone-${tone}`, "aria-hidden": "true" }, initials(name));
}
