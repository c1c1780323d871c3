// The drawer "What can go wrong": turns faults on with one click and shows which are still waiting to happen.
import { askServer } from "./ask_server.js";
import { fill, h, icon } from "./dom.js";
import * as mail from "./play_mail.js";
import { EVENTS, PRESETS, SWITCHES, describe } from "./presets.js";

const ROOT = "/play/faults";
const LOOK_AGAIN = 1500;

const ACTS = {
  repeatPush: (email) => mail.repeatPush(email, 5),
  expireHistory: (email) => mail.expireHistory(email),
  revoke: (email) => mail.revoke(email),
};

export class Faults {
  // page: say(text), email(): whose mailbox is on show
  constructor(page) {
    this.page = page;
    this.badge = h("span", { class: "badge", testid: "fault-count", hidden: true });
    this.button = h(
      "button",
      {
        type: "button",
        class: "quiet-button",
        testid: "faults-open",
        "aria-expanded": "false",
        "aria-controls": "faults",
        onclick: () => this.toggle(),
      },
      icon("bolt"),
      h("span", { class: "wide" }, "What can go wrong"),
      this.badge,
    );
    this.active = h("div", { class: "active-faults", testid: "active-faults", "aria-live": "polite" });
    this.error = h("p", { class: "error-line", role: "alert", hidden: true });
    const shut = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        testid: "faults-close",
        "aria-label": "Close",
        onclick: () => this.toggle(),
      },
      icon("close"),
    );
    this.node = h("aside", {
      class: "drawer",
      id: "faults",
      testid: "faults",
      "aria-label": "What can go wrong",
      hidden: true,
      onkeydown: (event) => event.key === "Escape" && this.toggle(),
    },
      h("header", {}, h("h2", {}, "What can go wrong"), shut),
      h(
        "p",
        { class: "form-note" },
        "All of this happens to the stand-ins only. Turn something on, use Mailroom as usual, and watch.",
      ),
      this.active, this.error, PRESETS.map((group) => this.group(group)), this.events(), this.switchBoard());
  }

  group({ group, entries }) {
    return h("section", {}, h("h3", {}, group), entries.map((entry) => this.entry(entry, () => this.turnOn(entry))));
  }

  events() {
    return h(
      "section",
      {},
      h("h3", {}, "Pushes and history"),
      EVENTS.map((entry) => this.entry(entry, () => this.happen(entry))),
    );
  }

  switchBoard() {
    this.switches = SWITCHES.map((one) => {
      const box = h(
        "input",
        { type: "checkbox", testid: `switch-${one.name}`, onchange: () => this.flip(one, box.checked) },
      );
      return { ...one, box };
    });
    const line = ({ box, title, look }) => h(
      "label",
      { class: "fault" },
      box,
      h("span", {}, h("b", {}, title), h("small", {}, look)),
    );
    return h("section", {}, h("h3", {}, "For as long as it is ticked"), this.switches.map(line));
  }

  flip({ name, bad }, on) {
    return this.attempt(() => mail.options({ [name]: on ? bad : !bad }));
  }

  entry({ id, title, look }, act) {
    return h(
      "button",
      { type: "button", class: "fault", testid: `fault-${id}`, onclick: act },
      h("b", {}, title),
      h("small", {}, look),
    );
  }

  toggle() {
    this.node.hidden = !this.node.hidden;
    this.button.setAttribute("aria-expanded", String(!this.node.hidden));
    if (this.node.hidden) this.button.focus();
    else this.node.querySelector("[data-testid=faults-close]").focus();
    this.look();
  }

  turnOn({ faults }) {
    return this.attempt(async () => {
      for (const fault of faults) await askServer("POST", ROOT, fault);
    });
  }

  happen({ title, act }) {
    return this.attempt(async () => {
      await ACTS[act](this.page.email());
      this.page.say(title);
    });
  }

  clear() {
    return this.attempt(() => askServer("DELETE", ROOT));
  }

  async attempt(task) {
    this.error.hidden = true;
    try {
      await task();
    } catch (error) {
      this.error.textContent = error.message;
      this.error.hidden = false;
    }
    await this.look();
  }

  // A fault uses itself up without telling anybody, so while one is waiting the page looks again now and then.
  async look() {
    clearTimeout(this.timer);
    const active = await askServer("GET", ROOT).catch(() => null);
    if (active) this.show(active);
    if (!this.node.hidden) await this.lookAtSwitches();
    if (active?.length || !this.node.hidden) this.timer = setTimeout(() => this.look(), LOOK_AGAIN);
  }

  async lookAtSwitches() {
    const options = await mail.options({}).catch(() => ({}));
    for (const { name, bad, box } of this.switches) box.checked = options[name] === bad;
  }

  show(active) {
    this.badge.hidden = active.length === 0;
    this.badge.textContent = active.length;
    const mark = JSON.stringify(active);
    if (mark === this.mark) return;
    this.mark = mark;
    const lines = active.map((fault) => h("li", { testid: "active-fault" }, describe(fault)));
    const right = h(
      "button",
      { type: "button", class: "primary-button", testid: "faults-clear", onclick: () => this.clear() },
      "Put everything right",
    );
    fill(
      this.active,
      active.length ? [h("ul", {}, lines), right] : h("p", { class: "form-note" }, "Everything works at the moment."),
    );
  }
}
