// The form in which mail is written: by the owner of the mailbox, or by somebody outside who writes to them.
import { append, button, h, icon } from "./dom.js";
import { EXAMPLES } from "./examples.js";

function field(label, name, testid, value, extra = {}) {
  const props = { name, testid, value: value ?? "", autocomplete: "off", ...extra };
  return h("label", { class: "mail-field" }, h("span", {}, label), h("input", { type: "text", ...props }));
}

function textField(testid, value, rows = 12) {
  return h("textarea", { name: "text", testid, "aria-label": "Text", rows, value: value ?? "", placeholder: "Write…" });
}

export const read = (form) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));

// Shows the error under the form instead of losing what was written.
async function attempt(form, task) {
  const line = form.querySelector(".error-line");
  const buttons = [...form.querySelectorAll("button")];
  line.hidden = true;
  for (const button of buttons) button.disabled = true;
  try {
    await task();
  } catch (error) {
    line.textContent = error.message;
    line.hidden = false;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function mailForm({ testid, title, note, close, fields, actions, submit }) {
  const shut = button("icon-button", `${testid}-cancel`, close, icon("close"));
  shut.setAttribute("aria-label", "Close");
  const submitted = (event) => {
    event.preventDefault();
    attempt(form, () => submit(read(form)));
  };
  const error = h("p", { class: "error-line", role: "alert", testid: `${testid}-error`, hidden: true });
  const head = h("header", {}, h("h3", {}, title), shut);
  const parts = [head, note, fields, error, actions];
  const form = h("form", { class: "mail-form", testid: `${testid}-form`, onsubmit: submitted }, parts);
  return form;
}

const sendRow = (testid, label) => h(
  "div",
  { class: "form-actions" },
  h("button", { type: "submit", class: "primary-button", testid }, icon("send"), label),
);

export function composeForm({ account, initial = {}, close, submit }) {
  const fields = [
    field("From", "from", "compose-from", account, { readonly: true, tabindex: "-1" }),
    field("To", "to", "compose-to", initial.to, { required: true }),
    field("Cc", "cc", "compose-cc", initial.cc),
    field("Subject", "subject", "compose-subject", initial.subject),
    textField("compose-text", initial.text),
  ];
  const send = ({ to, cc, subject, text }) => submit({ ...initial.thread, to, ...(cc && { cc }), subject, text });
  return mailForm({
    testid: "compose",
    title: initial.thread ? "Reply" : "New mail",
    close,
    fields,
    actions: sendRow("compose-send", "Send"),
    submit: send,
  });
}

export function outsideForm({ account, initial = {}, close, submit }) {
  let extra = initial.thread ?? {};
  const fill = (example) => {
    for (const name of ["from", "subject", "text"]) form.elements[name].value = example[name];
    const { headers, labels, auth } = example;
    extra = { ...(headers && { headers }), ...(labels && { labels }), ...(auth && { auth }) };
  };
  const examples = EXAMPLES.map((example) => h(
    "button",
    { type: "button", class: "chip", testid: `example-${example.id}`, onclick: () => fill(example) },
    example.label,
  ));
  const note = [
    h(
      "p",
      { class: "form-note" },
      `You are somebody outside the company. The mail arrives in ${account}'s inbox, as from the internet.`,
    ),
    initial.thread ? null : h("div", { class: "chips", role: "group", "aria-label": "Examples" }, examples),
  ];
  const fields = [
    field(
      "From",
      "from",
      "outside-from",
      initial.from ?? "Sarah Lindqvist <sarah.lindqvist@northlab.example>",
      { required: true },
    ),
    field("To", "to", "outside-to", account, { required: true }),
    field("Cc", "cc", "outside-cc", initial.cc),
    field("Subject", "subject", "outside-subject", initial.subject, { required: true }),
    textField("outside-text", initial.text),
  ];
  const deliver = ({ from, to, cc, subject, text }) => submit({
    from,
    to: to.split(/\s*,\s*/).filter(Boolean).join(", "),
    ...(cc && { cc }),
    subject,
    text,
    ...extra,
  });
  const form = mailForm({
    testid: "outside",
    title: initial.thread ? "Answer as the other side" : "Write a mail to yourself",
    note,
    close,
    fields,
    actions: sendRow("outside-send", "Deliver it"),
    submit: deliver,
  });
  return form;
}

// A draft as Gmail's web page shows it: one can change it, throw it away, or send it by hand.
export function draftForm({ draft, save, remove, send }) {
  const changes = () => Object.fromEntries(Object.entries(read(form)).filter(([name, value]) => value !== draft[name]));
  const act = (task) => () => attempt(form, () => task(changes()));
  const saved = h("span", { class: "form-note", "aria-live": "polite" });
  const actions = h("div", { class: "form-actions" },
    h(
      "button",
      { type: "button", class: "primary-button", testid: "draft-send", onclick: act(send) },
      icon("send"),
      "Send",
    ),
    h("button", { type: "submit", class: "quiet-button", testid: "draft-save" }, "Save"),
    h(
      "button",
      { type: "button", class: "quiet-button danger", testid: "draft-delete", onclick: act(remove) },
      icon("trash"),
      "Delete",
    ), saved);
  const form = h("form", { class: "mail-form draft-form", testid: "draft-form", onsubmit: (event) => {
    event.preventDefault();
    act(save)();
  } });
  return append(form, [
    field("To", "to", "draft-to", draft.to), field("Cc", "cc", "draft-cc", draft.cc), field(
      "Subject",
      "subject",
      "draft-subject",
      draft.subject,
    ),
    textField("draft-text", draft.text, 12),
    h("p", { class: "error-line", role: "alert", testid: "draft-error", hidden: true }), actions,
  ]);
}

export const isDirty = (form, draft) => {
  const now = read(form);
  return Object.keys(draft).some((name) => now[name] !== draft[name]);
};
