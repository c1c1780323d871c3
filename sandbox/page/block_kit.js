// Draws Slack's Block Kit: one function a block type. A type that is not here gets a loud red box, never silence.
import { cannotDraw } from "./cannot_draw.js";
import { h, icon, keepList } from "./dom.js";
import { drawElement, words } from "./elements.js";
import { link } from "./inline.js";
import { markdown } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

export function textNode(text, ctx) {
  if (!text) return null;
  if (typeof text === "string") return h("div", { class: "lines" }, text);
  return text.type === "mrkdwn" ? mrkdwn(text.text, ctx) : h("div", { class: "lines" }, words(text));
}

// Pictures are never fetched: the page loads nothing from elsewhere, and a mail must not be able to make it.
function picture(image, small) {
  const what = image.alt_text || "Picture";
  const label = small ? null : h("span", {}, image.title ? `${words(image.title)}: ${what}` : what);
  return h(
    "div",
    { class: small ? "picture small" : "picture", role: "img", "aria-label": what, title: what },
    icon("picture"),
    label,
  );
}

function section(block, ctx, place) {
  const fields = (block.fields ?? []).map((field) => h("div", { class: "field" }, textNode(field, ctx)));
  const body = h(
    "div",
    { class: "section-body" },
    textNode(block.text, ctx),
    fields.length ? h("div", { class: "fields" }, fields) : null,
  );
  return [body, block.accessory && h("div", { class: "accessory" }, accessory(block.accessory, ctx, place))];
}

function accessory(element, ctx, place) {
  return element.type === "image" ? picture(element, true) : drawElement(element, place, ctx);
}

function context(block, ctx) {
  return block.elements.map((element) => (element.type === "image" ? picture(element, true) : textNode(element, ctx)));
}

function input(block, ctx, place) {
  const where = { ...place, dispatches: Boolean(block.dispatch_action) };
  const error = ctx.errors?.[block.block_id];
  const control = drawElement(block.element, where, ctx);
  const group = /^(radio_buttons|checkboxes|multi_static_select)$/.test(block.element.type);
  const label = [words(block.label), block.optional && h("span", { class: "optional" }, " (optional)")];
  return h(group ? "fieldset" : "label", { class: error ? "field-input wrong" : "field-input" },
    h(group ? "legend" : "span", { class: "field-label" }, label), control,
    block.hint && h("small", { class: "hint" }, words(block.hint)),
    h("span", { class: "field-error", role: "alert", testid: "field-error", hidden: !error }, error));
}

const MARKS = { pending: "○", in_progress: "◔", complete: "●", error: "✕" };

function taskCard(task, ctx) {
  const sources = (task.sources ?? []).map((source) => h("li", {}, link(source.url, source.text)));
  const said = (part) => (typeof part === "string" ? h("div", { class: "lines" }, part) : part && richText(part, ctx));
  return h("div", { class: `task ${task.status ?? "pending"}`, testid: "task-card" },
    h("span", { class: "task-mark", "aria-label": task.status ?? "pending" }, MARKS[task.status] ?? "○"),
    h(
      "div",
      {},
      h("div", {}, words(task.title) || task.title),
      said(task.details),
      said(task.output),
      sources.length ? h("ul", {}, sources) : null,
    ));
}

function plan(block, ctx) {
  const title = typeof block.title === "string" ? block.title : words(block.title);
  const tasks = block.tasks ?? [];
  const running = tasks.some((task) => task.status === "in_progress" || task.status === "pending");
  return h("details", { class: "plan", testid: "plan", open: running },
    h("summary", { class: "plan-title" }, title), tasks.map((task) => taskCard(task, ctx)));
}

function table(block, ctx) {
  const cell = (value) => (value.type === "rich_text" ? richText(value, ctx) : value.text);
  const rows = (block.rows ?? []).map((row, index) => h(
    "tr",
    {},
    row.map((value) => h(index ? "td" : "th", {}, cell(value))),
  ));
  return h("table", { class: "slack-table" }, rows);
}

const inRow = (block, ctx, place) => block.elements.map((element) => drawElement(element, place, ctx));

const BLOCKS = {
  header: (block) => h("h3", {}, words(block.text)),
  section,
  divider: () => h("hr"),
  context,
  actions: inRow,
  context_actions: inRow,
  image: (block) => picture(block, false),
  input,
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  task_card: taskCard,
  plan,
  table,
  alert: (block, ctx) => h(
    "div",
    { class: `alert-text ${block.level ?? "default"}`, role: "note" },
    textNode(block.text, ctx),
  ),
};

// ctx: people, rooms, me, scope (a name unique to the message or view), state, errors, act(action), confirm(question).
function drawBlock(block, ctx, index = 0) {
  const place = { blockId: block.block_id ?? `block-${index}`, sentId: block.block_id, dispatches: true };
  const draw = BLOCKS[block.type];
  const body = draw ? draw(block, ctx, place) : cannotDraw(block.type);
  const hooks = { testid: "block", "data-block-type": block.type, "data-block-id": block.block_id };
  return h("div", { class: `block block-${String(block.type).replace(/\W/g, "")}`, ...hooks }, body);
}

// Redraws only the blocks that changed. Two equal blocks are told apart by their place.
export function showBlocks(parent, blocks, ctx) {
  const items = blocks.map((block, index) => ({ block, index, error: ctx.errors?.[block.block_id] ?? null }));
  keepList(parent, items, {
    key: ({ block, index }) => block.block_id ?? index,
    signature: ({ block, error }) => JSON.stringify([block, error]),
    create: ({ block, index }) => drawBlock(block, ctx, index),
  });
}

// The pairs (block_id, action_id) that these blocks show: what an input state may remember.
export function shownActions(blocks) {
  return blocks.flatMap((block, index) => {
    const elements = [
      block.element,
      block.accessory,
      ...(block.elements ?? []),
    ].filter((element) => element?.action_id);
    return elements.map((element) => [block.block_id ?? `block-${index}`, element.action_id]);
  });
}
