// Block Kit's interactive elements: buttons, menus, choices, pickers and text fields. Each one notes its value in
// `ctx.state` and, where Slack would tell the app at once, calls `ctx.act`.
import { cannotDraw } from "./cannot_draw.js";
import { fromLocalInput, toLocalInput } from "./dates.js";
import { h, icon } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./inline.js";
import { menuButton } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { sourceOf } from "./sources.js";

const COUNT_FROM = 0.8; // of the longest text; before that a counter only distracts

export const words = (text) => withEmoji(text?.text);
const named = (element, place) => ({
  testid: element.action_id,
  "data-focus": `${place.blockId}/${element.action_id}`,
});

// Everything that starts a request goes through here: asked first where the block says so, and never twice at once.
async function act(element, place, ctx, control, chosen) {
  if (element.confirm && !(await ctx.confirm(element.confirm))) return;
  if (control) busy(control, true);
  try {
    await ctx.act({ action_id: element.action_id, block_id: place.sentId, chosen, values: ctx.state.values });
  } finally {
    if (control) busy(control, false);
  }
}

function busy(control, on) {
  control.disabled = on;
  control.toggleAttribute("aria-busy", on);
}

function changed(element, place, ctx, value) {
  ctx.state.set(place.blockId, element.action_id, { type: element.type, ...value });
  if (place.dispatches) act(element, place, ctx, null, value);
}

const held = (element, place, ctx, initial) => {
  const known = ctx.state.get(place.blockId, element.action_id);
  if (known) return known;
  ctx.state.set(place.blockId, element.action_id, { type: element.type, ...initial });
  return ctx.state.get(place.blockId, element.action_id);
};

function button(element, place, ctx) {
  const look = `slack-button ${element.style ?? "plain"}`;
  const source = sourceOf(element.url ?? "");
  const marks = { "aria-label": element.accessibility_label, title: source?.note };
  const node = h("button", { type: "button", class: look, ...marks, ...named(element, place) },
    h("span", {}, words(element.text)));
  if (element.url && !source) node.append(h("span", { class: "outward", "aria-hidden": "true" }, "↗"));
  node.addEventListener("click", () => {
    if (element.url) openLink(element.url);
    act(element, place, ctx, node);
  });
  return node;
}

// Slack's own address of a message opens here, as it does in Slack, and leaves the page alone.
const OF_MESSAGE = /^https:\/\/\w+\.slack\.com\/archives\/(\w+)\//;

function openLink(url) {
  const [, room] = OF_MESSAGE.exec(url) ?? [];
  if (room) return document.dispatchEvent(new CustomEvent("room-wanted", { detail: room }));
  const anchor = link(url);
  return anchor.tagName === "A" && anchor.click();
}

function overflow(element, place, ctx) {
  const entries = () => element.options.map((option) => ({
    label: words(option.text),
    note: option.description && words(option.description),
    testid: `option-${option.value}`,
    choose: () => {
      if (option.url) openLink(option.url);
      act(element, place, ctx, holder.querySelector("button"), { selected_option: option });
    },
  }));
  const props = { class: "slack-button plain square", ...named(element, place) };
  const holder = menuButton({ label: "More actions", entries, props, content: icon("more") });
  return holder;
}

const allOptions = (element) => [
  ...(element.options ?? []),
  ...(element.option_groups ?? []).flatMap((group) => group.options),
];
const optionNode = (option) => h("option", { value: option.value }, words(option.text));

function selectNode(element, place, choices, chosen) {
  const empty = h("option", { value: "" }, words(element.placeholder) || "Select…");
  const node = h("select", { class: "slack-select", ...named(element, place) }, empty, choices);
  node.value = chosen ?? "";
  return node;
}

function staticSelect(element, place, ctx) {
  const groups = (element.option_groups ?? []).map((group) =>
    h("optgroup", { label: words(group.label) }, group.options.map(optionNode)));
  const now = held(element, place, ctx, { selected_option: element.initial_option ?? null });
  const node = selectNode(
    element,
    place,
    [...(element.options ?? []).map(optionNode), ...groups],
    now.selected_option?.value,
  );
  node.addEventListener("change", () => {
    const option = allOptions(element).find((candidate) => candidate.value === node.value) ?? null;
    changed(element, place, ctx, { selected_option: option });
  });
  return node;
}

// A menu of what the workspace holds: its people or its channels.
const workspaceSelect = (kind, source) => (element, place, ctx) => {
  const field = `selected_${kind}`;
  const now = held(element, place, ctx, { [field]: element[`initial_${kind}`] ?? null });
  const kinds = element.filter?.include;
  const offered = ([id]) => !kinds || source !== "rooms" || kinds.includes(id.startsWith("D") ? "im" : "public");
  const choices = [...ctx[source]].filter(offered).map(([id, name]) => h("option", { value: id }, name));
  const node = selectNode(element, place, choices, now[field]);
  node.addEventListener("change", () => changed(element, place, ctx, { [field]: node.value || null }));
  return node;
};

function choiceLine(type, option, name, checked, onchange) {
  const box = h(
    "input",
    {
      type,
      name,
      value: option.value,
      checked,
      onchange,
      testid: `option-${option.value}`,
      "data-focus": `${name}=${option.value}`,
    },
  );
  const text = (part, ctx) => (part?.type === "mrkdwn" ? mrkdwn(part.text, ctx) : words(part));
  return (ctx) => h("label", { class: "choice" }, box,
    h("span", {}, text(option.text, ctx), option.description && h("small", {}, text(option.description, ctx))));
}

function radioButtons(element, place, ctx) {
  const now = held(element, place, ctx, { selected_option: element.initial_option ?? null });
  const name = `${ctx.scope}/${place.blockId}/${element.action_id}`;
  const chosen = (option) => () => changed(element, place, ctx, { selected_option: option });
  const isOn = (option) => now.selected_option?.value === option.value;
  const lines = element.options.map((option) => choiceLine("radio", option, name, isOn(option), chosen(option))(ctx));
  return h("div", { class: "choices", role: "radiogroup", testid: element.action_id }, lines);
}

// checkboxes and multi_static_select are one thing to this page: any number of the options.
function checkboxes(element, place, ctx) {
  const now = held(element, place, ctx, { selected_options: element.initial_options ?? [] });
  const chosen = new Set(now.selected_options.map((option) => option.value));
  const toggle = (option) => () => {
    if (!chosen.delete(option.value)) chosen.add(option.value);
    changed(element, place, ctx, { selected_options: allOptions(element).filter(({ value }) => chosen.has(value)) });
  };
  const name = `${ctx.scope}/${place.blockId}/${element.action_id}`;
  const lines = allOptions(element).map((option) => choiceLine(
    "checkbox",
    option,
    name,
    chosen.has(option.value),
    toggle(option),
  )(ctx));
  return h("div", { class: "choices", role: "group", testid: element.action_id }, lines);
}

function textInput(
  element,
  place,
  ctx,
  { type = "text", value, read = (text) => ({ value: text || null }), tag = "input" },
) {
  const props = { class: "slack-input", placeholder: words(element.placeholder), value, ...named(element, place) };
  const node = tag === "textarea" ? h(tag, { rows: 7, ...props }) : h(tag, { type, ...props });
  node.addEventListener(
    "input",
    () => ctx.state.set(place.blockId, element.action_id, { type: element.type, ...read(node.value) }),
  );
  node.addEventListener("change", () => changed(element, place, ctx, read(node.value)));
  if (element.focus_on_load) node.autofocus = true;
  return node;
}

function plainText(element, place, ctx) {
  const value = held(element, place, ctx, { value: element.initial_value ?? null }).value ?? "";
  const input = textInput(element, place, ctx, { value, tag: element.multiline ? "textarea" : "input" });
  if (!element.max_length) return input;
  const left = h("small", { class: "count", "aria-live": "polite" });
  const tell = () => {
    left.textContent = `${input.value.length} of ${element.max_length}`;
    left.hidden = input.value.length < element.max_length * COUNT_FROM;
    left.classList.toggle("over", input.value.length > element.max_length);
  };
  input.addEventListener("input", tell);
  tell();
  return h("div", { class: "counted" }, input, left);
}

const typed = (type) => (element, place, ctx) => {
  const value = held(element, place, ctx, { value: element.initial_value ?? null }).value ?? "";
  return textInput(element, place, ctx, { type, value });
};

const picker = (type, field, initial) => (element, place, ctx) => {
  const value = held(element, place, ctx, { [field]: element[initial] ?? null })[field] ?? "";
  return textInput(element, place, ctx, { type, value, read: (text) => ({ [field]: text || null }) });
};

function dateTimePicker(element, place, ctx) {
  const now = held(element, place, ctx, { selected_date_time: element.initial_date_time ?? null }).selected_date_time;
  const read = (text) => ({ selected_date_time: text ? fromLocalInput(text) : null });
  return textInput(element, place, ctx, { type: "datetime-local", value: now ? toLocalInput(now) : "", read });
}

function feedbackButtons(element, place, ctx) {
  const choices = [element.positive_button, element.negative_button].filter(Boolean);
  const buttons = choices.map((choice) => {
    const node = h(
      "button",
      { type: "button", class: "slack-button plain small", testid: `${element.action_id}-${choice.value}` },
      words(choice.text),
    );
    node.addEventListener("click", () => act(element, place, ctx, node, { value: choice.value }));
    return node;
  });
  return h("span", { class: "feedback", role: "group", testid: element.action_id }, buttons);
}

function iconButton(element, place, ctx) {
  const props = { type: "button", class: "slack-button plain small", ...named(element, place) };
  const node = h("button", props, element.icon === "trash" ? icon("trash") : null, words(element.text));
  node.addEventListener("click", () => act(element, place, ctx, node));
  return node;
}

const ELEMENTS = {
  button,
  overflow,
  static_select: staticSelect,
  users_select: workspaceSelect("user", "people"),
  conversations_select: workspaceSelect("conversation", "rooms"),
  channels_select: workspaceSelect("channel", "rooms"),
  radio_buttons: radioButtons,
  checkboxes,
  multi_static_select: checkboxes,
  plain_text_input: plainText,
  email_text_input: typed("email"),
  number_input: typed("number"),
  url_text_input: typed("url"),
  datepicker: picker("date", "selected_date", "initial_date"),
  timepicker: picker("time", "selected_time", "initial_time"),
  datetimepicker: dateTimePicker,
  feedback_buttons: feedbackButtons,
  icon_button: iconButton,
};

// `place` says where the element stands: its block's id (here, and as Slack knows it), and whether the app is told of
// a change.
export function drawElement(element, place, ctx) {
  const draw = ELEMENTS[element?.type];
  return draw ? draw(element, place, ctx) : cannotDraw(element?.type ?? "element without a type");
}
