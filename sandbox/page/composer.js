// The line one writes in: a direct message, a reply in a thread, or a slash command when it starts with '/'.
import { fill, h, icon } from "./dom.js";
import { previewOf } from "./messages.js";

const COMMANDS = [
  ["/ask", "what did Helen say about the quote?", "Ask about mail, calendar and files"],
  ["/mailroom", "status", "Connect, status, help"],
  ["/invite", "@Mailroom", "In a channel: lets Mailroom hear and post there"],
];

export class Composer {
  // deps: message({text, thread_ts}), command({command, text}); both promise an error text, or nothing if all went well
  constructor(deps) {
    this.deps = deps;
    this.thread = null;
    this.turn = 0;
    const label = { "aria-label": "Message to Mailroom", placeholder: "Write, or type / for a command" };
    const heard = { oninput: () => this.typed(), onkeydown: (event) => this.key(event) };
    this.input = h("textarea", { rows: 1, testid: "composer", ...label, ...heard });
    const send = {
      type: "submit",
      class: "send",
      testid: "composer-send",
      "aria-label": "Send",
      title: "Send (Enter)",
    };
    this.sendButton = h("button", send, icon("send"));
    this.threadNote = h("div", { class: "thread-note", hidden: true });
    this.suggestions = h("div", { class: "suggestions", hidden: true, testid: "suggestions" });
    this.error = h("p", { class: "error-line", role: "alert", testid: "composer-error", hidden: true });
    this.node = h("form", { class: "composer", onsubmit: (event) => this.submit(event) },
      this.error, this.suggestions, this.threadNote, h("div", { class: "composer-box" }, this.input, this.sendButton));
    this.typed();
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    if (event.key === "Escape" && this.thread) this.inThread(null);
  }

  typed() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${Math.min(this.input.scrollHeight, 160)}px`;
    this.sendButton.disabled = !this.input.value.trim();
    const start = this.input.value.trim().toLowerCase();
    const fitting = start.startsWith("/") && !start.includes(" ") ? COMMANDS.filter(
      ([name]) => name.startsWith(start),
    ) : [];
    this.suggestions.hidden = fitting.length === 0;
    fill(this.suggestions, fitting.map((command) => this.suggestion(command)));
  }

  suggestion([name, example, what]) {
    const take = () => {
      this.put(`${name} `);
      this.input.focus();
    };
    return h(
      "button",
      { type: "button", class: "suggestion", onclick: take },
      h("b", {}, name),
      ` ${example} `,
      h("small", {}, what),
    );
  }

  inThread(message) {
    this.thread = message;
    this.threadNote.hidden = !message;
    if (!message) return;
    const leave = h(
      "button",
      { type: "button", "aria-label": "Leave the thread", onclick: () => this.inThread(null) },
      icon("close"),
    );
    fill(
      this.threadNote,
      icon("reply"),
      h("span", {}, `Reply in thread: ${previewOf(message) || "this message"}`),
      leave,
    );
    this.input.focus();
  }

  fail(text) {
    this.error.textContent = text ?? "";
    this.error.hidden = !text;
  }

  async submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.turn += 1; // what an earlier line still hears from the server no longer concerns this one
    const { turn } = this;
    this.fail(null);
    if (text.startsWith("/") && this.thread) {
      this.fail("Slack does not take slash commands inside a thread. Leave the thread first.");
      return;
    }
    this.put("");
    const error = await (text.startsWith("/") ? this.command(text) : this.message(text));
    if (turn !== this.turn) return;
    if (error && !this.input.value) this.put(text);
    this.fail(error);
  }

  put(text) {
    this.input.value = text;
    this.typed();
  }

  // Another conversation, or another person: nothing half-written goes along.
  startAfresh() {
    this.turn += 1;
    this.put("");
    this.fail(null);
    this.inThread(null);
  }

  command(text) {
    const [, command, rest] = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
    return this.deps.command({ command, text: rest });
  }

  message(text) {
    const thread = this.thread && (this.thread.thread_ts ?? this.thread.ts);
    return this.deps.message(thread ? { text, thread_ts: thread } : { text });
  }
}
