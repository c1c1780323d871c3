// What Slack lays over the conversation: the stack of modals, and the "are you sure?" of a button.
import { showBlocks, shownActions, textNode } from "./block_kit.js";
import { button, h, icon, keepList } from "./dom.js";
import { words } from "./elements.js";
import { InputState, inputError } from "./input_state.js";

const CONTROLS = "input:not([type=hidden]), textarea, select, button, a[href]";

export class Dialogs {
  // behind: the nodes that rest while a dialog is open. deps: act(view, action), submit(view, values), close(view),
  // ctx()
  constructor(behind, deps) {
    this.behind = behind;
    this.deps = deps;
    this.stack = h("div", { class: "modal-stack" });
    this.questions = h("div", { class: "modal-stack" });
    this.node = h(
      "div",
      { class: "modal-layer", hidden: true, onkeydown: (event) => this.key(event) },
      this.stack,
      this.questions,
    );
    this.inputs = new Map();
    this.errors = new Map();
    this.failures = new Map();
    this.underWay = new Set();
    this.views = [];
    this.before = null;
  }

  show(views) {
    const fresh = views.some((view) => !this.views.some((old) => old.id === view.id));
    this.views = views;
    for (const kept of [this.inputs, this.errors, this.failures]) {
      for (const id of kept.keys()) if (!views.some((view) => view.id === id)) kept.delete(id);
    }
    keepList(this.stack, views, {
      key: (view) => view.id,
      signature: (view) => JSON.stringify([
        view.title,
        view.submit,
        view.close,
        view.blocks,
        this.errors.get(view.id),
        this.failures.get(view.id),
        this.underWay.has(view.id),
      ]),
      create: (view) => this.update(frame(), view),
      update: (node, view) => this.update(node, view),
    });
    this.settle(fresh);
  }

  settle(fresh) {
    const open = [...this.stack.children, ...this.questions.children];
    if (open.length && this.node.hidden) this.before = document.activeElement;
    this.node.hidden = open.length === 0;
    for (const node of this.behind) node.inert = open.length > 0;
    open.forEach((node, index) => {
      node.inert = index < open.length - 1;
      node.classList.toggle("beneath", index < open.length - 1);
    });
    if (fresh) focusFirst(open.at(-1));
    if (!open.length && this.before?.isConnected) this.before.focus({ preventScroll: true });
    if (!open.length) this.before = null;
  }

  update(node, view) {
    const [head, body, foot] = node.children;
    node.dataset.viewId = view.id;
    node.dataset.callbackId = view.callback_id ?? "";
    node.setAttribute("aria-label", words(view.title) || "Dialog");
    head.replaceChildren(h("h2", {}, words(view.title)), this.closeButton(view, "modal-x", icon("close")));
    const state = this.stateOf(view);
    const act = (action) => this.deps.act(view, action);
    const confirm = (question) => this.confirm(question);
    showBlocks(
      body,
      view.blocks ?? [],
      { ...this.deps.ctx(), state, scope: view.id, errors: this.errors.get(view.id), act, confirm },
    );
    foot.replaceChildren(...this.foot(view));
    return node;
  }

  stateOf(view) {
    const state = this.inputs.get(view.id) ?? new InputState(view.state?.values ?? {});
    state.keepOnly(shownActions(view.blocks ?? []));
    this.inputs.set(view.id, state);
    return state;
  }

  closeButton(view, testid, content) {
    const cross = testid === "modal-x";
    const look = cross ? "icon-button" : "slack-button plain";
    const node = button(look, testid, () => this.deps.close(view), content);
    if (cross) node.setAttribute("aria-label", "Close");
    return node;
  }

  foot(view) {
    const failure = this.failures.get(view.id);
    const line = h("p", { class: "error-line", role: "alert", testid: "modal-error", hidden: !failure }, failure);
    const close = this.closeButton(view, "modal-close", words(view.close) || (view.submit ? "Cancel" : "Close"));
    return view.submit ? [line, close, this.submitButton(view)] : [line, close];
  }

  submitButton(view) {
    const label = h("span", {}, words(view.submit));
    const node = button("slack-button primary", "modal-submit", () => this.submit(view), label);
    node.disabled = this.underWay.has(view.id);
    node.toggleAttribute("aria-busy", node.disabled);
    return node;
  }

  async submit(view) {
    const state = this.stateOf(view);
    this.failures.delete(view.id);
    if (this.refuse(view, localErrors(view, state))) return;
    this.underWay.add(view.id);
    this.show(this.views);
    const { errors, failure } = await this.deps.submit(view, state.values);
    this.underWay.delete(view.id);
    if (failure) this.failures.set(view.id, failure);
    this.refuse(view, errors);
    if (failure) this.stack.lastElementChild?.querySelector("[data-testid=modal-submit]")?.focus();
  }

  refuse(view, errors) {
    if (Object.keys(errors).length) this.errors.set(view.id, errors);
    else this.errors.delete(view.id);
    this.show(this.views);
    const wrong = this.stack.lastElementChild?.querySelector(".wrong");
    wrong?.querySelector(CONTROLS)?.focus();
    return Boolean(wrong);
  }

  fail(view, text) {
    if (text) this.failures.set(view.id, text);
    else this.failures.delete(view.id);
    this.show(this.views);
  }

  // Resolves to whether the person said yes.
  confirm(question) {
    return new Promise((resolve) => {
      const answer = (yes) => {
        box.remove();
        this.settle(false);
        resolve(yes);
      };
      const box = confirmBox(question, this.deps.ctx(), answer);
      this.questions.append(box);
      this.settle(true);
    });
  }

  key(event) {
    const top = this.questions.lastElementChild ?? this.stack.lastElementChild;
    if (event.key === "Escape") top?.querySelector("[data-testid=modal-close], [data-testid=confirm-no]")?.click();
    if (event.key === "Tab" && top) keepInside(event, top);
  }
}

function localErrors(view, state) {
  const wrong = (view.blocks ?? []).filter((block) => block.type === "input").map((block) => {
    return [block.block_id, inputError(block, state.get(block.block_id, block.element.action_id))];
  });
  return Object.fromEntries(wrong.filter(([, error]) => error));
}

function frame() {
  return h("section", { class: "modal", role: "dialog", "aria-modal": "true", testid: "modal", tabindex: "-1" },
    h("header", {}), h("div", { class: "blocks modal-body" }), h("footer", {}));
}

function confirmBox(question, ctx, answer) {
  const look = `slack-button ${question.style ?? "primary"}`;
  const yes = button(look, "confirm-yes", () => answer(true), words(question.confirm) || "Yes");
  const no = button("slack-button plain", "confirm-no", () => answer(false), words(question.deny) || "Cancel");
  const title = words(question.title);
  const modal = { class: "modal small", role: "alertdialog", "aria-modal": "true", "aria-label": title, tabindex: "-1" };
  return h("section", { ...modal, testid: "confirm" }, [
    h("header", {}, h("h2", {}, title)),
    h("div", { class: "blocks modal-body" }, textNode(question.text, ctx)),
    h("footer", {}, no, yes),
  ]);
}

function focusFirst(node) {
  const typed = ".modal-body input:not([type=radio]):not([type=checkbox]), .modal-body textarea, .modal-body select";
  const field = node?.querySelector("[autofocus]") ?? node?.querySelector(typed);
  (field ?? node)?.focus({ preventScroll: true });
}

function keepInside(event, dialog) {
  const stops = [...dialog.querySelectorAll(CONTROLS)].filter((node) => !node.disabled && node.offsetParent);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  const active = document.activeElement;
  if (active !== edge && active !== dialog && dialog.contains(active)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
